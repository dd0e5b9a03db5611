const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** A time: relative if it is less than a week away, else the date. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={format.format(new Date(at))}>
      {distance(at)}
    </time>
  )
}

function distance(at: string): string {
  const seconds = (Date.parse(at) - Date.now()) / 1000
  if (Math.abs(seconds) > 7 * 86_400) return format.format(new Date(at))
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
  return unit === 'second' ? 'just now' : relative.format(Math.round(seconds / size), unit)
}
