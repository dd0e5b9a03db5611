import styles from '@mt/web/frame/entry.module.css'
import { Mark } from '@mt/web/frame/mark.tsx'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { siteQuery } from '../api/queries.ts'
import { useTitle } from '../parts/use-title.ts'

/** The frame of the pages before one is signed in: one card, one thing to do. */
export function Entry({ title, children }: { title: string; children: ReactNode }) {
  const { data: site } = useSuspenseQuery(siteQuery)
  useTitle(title)
  return (
    <main id="main" tabIndex={-1} className={styles.entry}>
      <Link to="/" className={styles.home}>
        <Mark />
        <span>{site.name}</span>
      </Link>
      <div className={styles.card}>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
