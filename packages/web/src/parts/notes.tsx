import type { ReactNode } from 'react'
import styles from './notes.module.css'

/** What stands where something is on its way; it is said after a moment, so that nothing flickers. */
export function Loading({ what = 'Loading' }: { what?: string | undefined }) {
  return (
    <div className={styles.loading} role="status">
      <span className="visually-hidden">{what} …</span>
      <span className={styles.shape} />
      <span className={styles.shape} />
      <span className={styles.shape} />
    </div>
  )
}

/** What stands where there is nothing, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      {children}
    </div>
  )
}
