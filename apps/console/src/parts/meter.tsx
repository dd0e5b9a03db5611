import styles from './parts.module.css'

/** A progress bar, also readable by screen readers. */
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
