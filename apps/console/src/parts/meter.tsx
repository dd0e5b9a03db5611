import styles from './parts.module.css'

/** How much of something is done, as a bar and in words. */
export function Meter({ label, done, of }: { label: string; done: number; of: number }) {
  const percent = of === 0 ? 100 : Math.round((done / of) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuetext={`${done} of ${of}`}
      className={styles.meter}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  )
}
