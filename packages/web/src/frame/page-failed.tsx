import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './layout.module.css'

/** What stands where a page cannot be shown. */
export function PageFailed({ error }: Pick<ErrorComponentProps, 'error'>) {
  const router = useRouter()
  return (
    <main id="main" tabIndex={-1} className={`${styles.main} ${styles.narrow}`}>
      <h1>This page cannot be shown</h1>
      <ProblemNote error={error} onRetry={() => void router.invalidate()} />
    </main>
  )
}

/** What stands where there is no page, with a way on. */
export function NoPage({ children }: { children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className={`${styles.main} ${styles.narrow}`}>
      <h1>There is nothing here</h1>
      <p className="quiet">The page that you asked for does not exist, or not any more.</p>
      <div>{children}</div>
    </main>
  )
}
