import { listQuery } from '@mt/web/api/list-query.ts'
import { take } from '@mt/web/api/take.ts'
import { queryOptions } from '@tanstack/react-query'
import { api, type Schemas } from './client.ts'

/** The two kinds of runs over the fleet, named as in their paths. */
export type RunKind = 'migrations' | 'drift'

type ResultState = Schemas['FleetResult']['state']

export const runsQuery = (kind: RunKind) =>
  listQuery(['runs', kind, 'list'], (query, signal) =>
    take(api.GET(`/v1/${kind}`, { params: { query }, signal })),
  )

export const runQuery = (kind: RunKind, id: string) =>
  queryOptions({
    queryKey: ['runs', kind, id],
    queryFn: ({ signal }) =>
      take(api.GET(`/v1/${kind}/{id}`, { params: { path: { id } }, signal })),
  })

export const resultsQuery = (kind: RunKind, id: string, state: ResultState | undefined) =>
  listQuery(['runs', kind, id, 'results', state], (from, signal) => {
    const query = { ...from, ...(state && { state }) }
    return take(api.GET(`/v1/${kind}/{id}/results`, { params: { path: { id }, query }, signal }))
  })

export const versionsQuery = queryOptions({
  queryKey: ['runs', 'versions'],
  queryFn: ({ signal }) => take(api.GET('/v1/fleet/versions', { signal })),
})
