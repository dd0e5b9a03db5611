import { take } from '@mt/web/api/take.ts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { paths } from '../../generated/polls-api'
import { api, type Schemas } from './client.ts'

/** The tenant's lists that admins see. */
export interface AdminRows {
  users: Schemas['AdminUser']
  polls: Schemas['AdminPoll']
  choices: Schemas['AdminChoice']
  votes: Schemas['AdminVote']
  log: Schemas['AdminLogEntry']
}

export type AdminList = keyof AdminRows

/** How a list is to be shown. It stands in the page's URL, and the service checks it. */
export interface ListView {
  q?: string | undefined
  sort?: string | undefined
  poll?: string | undefined
}

interface AdminPage<Row> {
  results: Row[]
  next: string | null
}

type QueryOf<List extends AdminList> = NonNullable<
  paths[`/admin/api/${List}`]['get']['parameters']['query']
>

const readers: {
  [List in AdminList]: (query: QueryOf<List>) => Promise<AdminPage<AdminRows[List]>>
} = {
  users: (query) => take(api.GET('/admin/api/users', { params: { query } })),
  polls: (query) => take(api.GET('/admin/api/polls', { params: { query } })),
  choices: (query) => take(api.GET('/admin/api/choices', { params: { query } })),
  votes: (query) => take(api.GET('/admin/api/votes', { params: { query } })),
  log: (query) => take(api.GET('/admin/api/log', { params: { query } })),
}

/** A list of the tenant, page after page. */
export function adminListQuery<List extends AdminList>(list: List, view: ListView) {
  return infiniteQueryOptions({
    queryKey: ['admin', list, view],
    queryFn: ({ pageParam: cursor }) =>
      readers[list]({ ...view, ...(cursor && { cursor }) } as QueryOf<List>),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

export const settingsQuery = queryOptions({
  queryKey: ['admin', 'settings'],
  queryFn: ({ signal }) => take(api.GET('/admin/api/settings', { signal })),
})
