import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './layout.module.css'

/** Shown if a page cannot be rendered. */
export function PageFailed({ error }: Pick<ErrorComponentProps, 'error'>) {
  const router = useRouter()
  return (
    <main id="main" tabIndex={-1} className={`${styles.main} ${styles.narrow}`}>
      <h1>This page cannot be shown</h1>
      <ProblemNote error={error} onRetry={() => void router.invalidate()} />
    </main>
  )
}

/** Shown if there is no such page, with a link onwards. */
export function NoPage({ children }: { children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className={`${styles.main} ${styles.narrow}`}>
      <h1>Page not found</h1>
      <p className="quiet">The page does not exist, or no longer exists.</p>
      <div>{children}</div>
    </main>
  )
}
