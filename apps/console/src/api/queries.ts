import { listQuery } from '@mt/web/api/list-query.ts'
import { take } from '@mt/web/api/take.ts'
import { queryOptions } from '@tanstack/react-query'
import { api, type paths } from './client.ts'

/** The pages' queries, each with its cache key. */

type QueryOf<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Query } }
}
  ? Omit<NonNullable<Query>, 'cursor'>
  : never

export type TenantsView = QueryOf<'/v1/tenants'>
export type OperationsView = QueryOf<'/v1/operations'>
export type AuditView = QueryOf<'/v1/audit'>

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => take(api.GET('/console/session', { signal })),
  staleTime: 60_000,
  retry: false,
})

export const tenantsQuery = (view: TenantsView) =>
  listQuery(['tenants', 'list', view], (from, signal) =>
    take(api.GET('/v1/tenants', { params: { query: { ...view, ...from } }, signal })),
  )

export const countsQuery = queryOptions({
  queryKey: ['tenants', 'counts'],
  queryFn: ({ signal }) => take(api.GET('/v1/fleet/counts', { signal })),
})

/** A tenant and its ETag, which a change sends back. */
export const tenantQuery = (id: string) =>
  queryOptions({
    queryKey: ['tenants', 'one', id],
    async queryFn({ signal }) {
      const answer = await api.GET('/v1/tenants/{id}', { params: { path: { id } }, signal })
      const tenant = await take(Promise.resolve(answer))
      return { tenant, etag: answer.response.headers.get('etag') ?? '*' }
    },
  })

export const domainsQuery = (id: string) =>
  queryOptions({
    queryKey: ['tenants', 'one', id, 'domains'],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/tenants/{id}/domains', { params: { path: { id } }, signal })),
  })

export const usageQuery = (id: string, since: string) =>
  queryOptions({
    queryKey: ['tenants', 'one', id, 'usage', since],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/tenants/{id}/usage', {
          params: { path: { id }, query: { from: since } },
          signal,
        }),
      ),
  })

export const operationsQuery = (view: OperationsView) =>
  listQuery(['operations', 'list', view], (from, signal) =>
    take(api.GET('/v1/operations', { params: { query: { ...view, ...from } }, signal })),
  )

export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: ['operations', 'one', id],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/operations/{id}', { params: { path: { id } }, signal })),
  })

export const auditQuery = (view: AuditView) =>
  listQuery(['audit', view], (from, signal) =>
    take(api.GET('/v1/audit', { params: { query: { ...view, ...from } }, signal })),
  )

export const plansQuery = queryOptions({
  queryKey: ['plans'],
  queryFn: ({ signal }) => take(api.GET('/v1/plans', { signal })),
})

/** The quotas that the service declares, which plans and tenants can limit. */
export const quotasQuery = queryOptions({
  queryKey: ['quotas'],
  queryFn: ({ signal }) => take(api.GET('/v1/quotas', { signal })),
})

export const keysQuery = listQuery(['keys'], (query, signal) =>
  take(api.GET('/v1/api-keys', { params: { query }, signal })),
)

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => take(api.GET('/v1/health', { signal })),
})
