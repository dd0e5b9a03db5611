import { listQuery, type Page } from '@mt/web/api/list-query.ts'
import { take } from '@mt/web/api/take.ts'
import { queryOptions } from '@tanstack/react-query'
import type { paths } from '../../generated/polls-api'
import { api, type Schemas } from './client.ts'

/** The rows of the tenant's lists for admins. */
export interface AdminRows {
  users: Schemas['AdminUser']
  polls: Schemas['AdminPoll']
  choices: Schemas['AdminChoice']
  votes: Schemas['AdminVote']
  log: Schemas['AdminLogEntry']
}

export type AdminList = keyof AdminRows

/** The view of a list. It is in the page's URL, and the service checks it. */
export interface ListView {
  q?: string | undefined
  sort?: string | undefined
  poll?: string | undefined
}

type QueryOf<List extends AdminList> = NonNullable<
  paths[`/admin/api/${List}`]['get']['parameters']['query']
>

const readers: {
  [List in AdminList]: (query: QueryOf<List>, signal: AbortSignal) => Promise<Page<AdminRows[List]>>
} = {
  users: (query, signal) => take(api.GET('/admin/api/users', { params: { query }, signal })),
  polls: (query, signal) => take(api.GET('/admin/api/polls', { params: { query }, signal })),
  choices: (query, signal) => take(api.GET('/admin/api/choices', { params: { query }, signal })),
  votes: (query, signal) => take(api.GET('/admin/api/votes', { params: { query }, signal })),
  log: (query, signal) => take(api.GET('/admin/api/log', { params: { query }, signal })),
}

/** A list of the tenant, loaded page by page. */
export function adminListQuery<List extends AdminList>(list: List, view: ListView) {
  return listQuery(['admin', list, view], (from, signal) =>
    readers[list]({ ...view, ...from } as QueryOf<List>, signal),
  )
}

export const settingsQuery = queryOptions({
  queryKey: ['admin', 'settings'],
  queryFn: ({ signal }) => take(api.GET('/admin/api/settings', { signal })),
})
