import { type ReactNode, useId } from 'react'
import styles from './parts.module.css'

interface SectionProps {
  title: string
  /** Controls beside the heading. */
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page with its heading. */
export function Section({ title, actions, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={styles.section}>
      <div className={styles.top}>
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}
