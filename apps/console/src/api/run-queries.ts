import { take } from '@mt/web/api/take.ts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Schemas } from './client.ts'

/** The two sorts of runs over the fleet, as their paths name them. */
export type RunKind = 'migrations' | 'drift'

type ResultState = Schemas['FleetResult']['state']

export const runsQuery = (kind: RunKind) =>
  infiniteQueryOptions({
    queryKey: ['runs', kind, 'list'],
    queryFn: ({ pageParam: cursor, signal }) =>
      take(api.GET(`/v1/${kind}`, { params: { query: cursor ? { cursor } : {} }, signal })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

export const runQuery = (kind: RunKind, id: string) =>
  queryOptions({
    queryKey: ['runs', kind, id],
    queryFn: ({ signal }) =>
      take(api.GET(`/v1/${kind}/{id}`, { params: { path: { id } }, signal })),
  })

export const resultsQuery = (kind: RunKind, id: string, state: ResultState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['runs', kind, id, 'results', state],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { ...(cursor && { cursor }), ...(state && { state }) }
      return take(api.GET(`/v1/${kind}/{id}/results`, { params: { path: { id }, query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })

export const versionsQuery = queryOptions({
  queryKey: ['runs', 'versions'],
  queryFn: ({ signal }) => take(api.GET('/v1/fleet/versions', { signal })),
})
