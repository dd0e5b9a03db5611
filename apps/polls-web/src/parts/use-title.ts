import { usePageTitle } from '@mt/web/frame/use-page-title.ts'
import { useQuery } from '@tanstack/react-query'
import { siteQuery } from '../api/queries.ts'

/** Sets the browser's title: the page, then the tenant's name. */
export function useTitle(title: string): void {
  const { data: site } = useQuery(siteQuery)
  usePageTitle(title, site?.name)
}
