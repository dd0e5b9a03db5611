import { usePageTitle } from '@mt/web/frame/use-page-title.ts'
import { useQuery } from '@tanstack/react-query'
import { siteQuery } from '../api/queries.ts'

/** Names the page in the browser's title, with the tenant's name after it. */
export function useTitle(title: string): void {
  const { data: site } = useQuery(siteQuery)
  usePageTitle(title, site?.name)
}
