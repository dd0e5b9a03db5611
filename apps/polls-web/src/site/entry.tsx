import { Brand } from '@mt/web/frame/brand.tsx'
import styles from '@mt/web/frame/entry.module.css'
import { EntryFrame } from '@mt/web/frame/entry.tsx'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { siteQuery } from '../api/queries.ts'
import { useTitle } from '../parts/use-title.ts'

/** The frame of the tenant's pages before sign-in. */
export function Entry({ title, children }: { title: string; children: ReactNode }) {
  const { data: site } = useSuspenseQuery(siteQuery)
  useTitle(title)
  const home = (
    <Link to="/" className={styles.home}>
      <Brand name={site.name} />
    </Link>
  )
  return (
    <EntryFrame title={title} home={home}>
      {children}
    </EntryFrame>
  )
}
