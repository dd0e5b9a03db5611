import styles from './usage-chart.module.css'

const numbers = new Intl.NumberFormat('en')
const dayName = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

interface Day {
  day: string
  requests: number
}

/** Requests by day, as bars, and as words for who does not see them. */
export function UsageChart({ days }: { days: Day[] }) {
  const most = Math.max(...days.map(({ requests }) => requests), 1)
  const total = days.reduce((sum, { requests }) => sum + requests, 0)
  return (
    <figure className={styles.chart}>
      <ol className={styles.bars}>
        {days.map(({ day, requests }) => (
          <li key={day} title={`${nameOf(day)}: ${numbers.format(requests)}`}>
            <span className={styles.bar} style={{ height: `${(requests / most) * 100}%` }} />
            <span className="visually-hidden">
              {nameOf(day)}: {numbers.format(requests)}
            </span>
          </li>
        ))}
      </ol>
      <figcaption className={styles.caption}>
        <span>{nameOf(days[0]?.day ?? '')}</span>
        <span>
          {numbers.format(total)} in {days.length} days, at most {numbers.format(total && most)} a
          day
        </span>
        <span>{nameOf(days.at(-1)?.day ?? '')}</span>
      </figcaption>
    </figure>
  )
}

function nameOf(day: string): string {
  return day === '' ? '' : dayName.format(new Date(day))
}
