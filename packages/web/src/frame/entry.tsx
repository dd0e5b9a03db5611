import type { ReactElement, ReactNode } from 'react'
import styles from './entry.module.css'

interface EntryFrameProps {
  title: string
  /** Where this is; on its place above the card. */
  home: ReactElement
  children: ReactNode
}

/** The frame of a page before one is signed in: one card, one thing to do. */
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
