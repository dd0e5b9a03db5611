import type { ReactNode } from 'react'
import styles from './notes.module.css'

/** Shown while something loads. It appears after a moment, so that nothing flickers. */
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

/** Shown for an empty list, with what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      {children}
    </div>
  )
}
