import type { ReactNode } from 'react'
import styles from './tag.module.css'

/** A word that stands out from its row. */
export function Tag({
  tone,
  children,
}: {
  tone?: 'accent' | 'good' | 'danger' | undefined
  children: ReactNode
}) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {children}
    </span>
  )
}
