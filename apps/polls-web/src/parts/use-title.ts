import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { siteQuery } from '../api/queries.ts'

/** Names the page in the browser's title, with the tenant's name after it. */
export function useTitle(title: string): void {
  const { data: site } = useQuery(siteQuery)
  const name = site?.name
  useEffect(() => {
    document.title = [title, name].filter(Boolean).join(' · ')
  }, [title, name])
}
