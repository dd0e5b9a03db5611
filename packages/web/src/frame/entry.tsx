import type { ReactElement, ReactNode } from 'react'
import styles from './entry.module.css'

interface EntryFrameProps {
  title: string
  /** The link above the card that leads home. */
  home: ReactElement
  children: ReactNode
}

/** The frame of pages before sign-in: one card with one task. */
export function EntryFrame({ title, home, children }: EntryFrameProps) {
  return (
    <main id="main" tabIndex={-1} className={styles.entry}>
      {home}
      <div className={styles.card}>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
