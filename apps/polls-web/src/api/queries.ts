import { listQuery } from '@mt/web/api/list-query.ts'
import { take } from '@mt/web/api/take.ts'
import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** The queries of the pages, each with its key. */

export const siteQuery = queryOptions({
  queryKey: ['site'],
  queryFn: ({ signal }) => take(api.GET('/site', { signal })),
  staleTime: 60_000,
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => take(api.GET('/me', { signal })),
  staleTime: 60_000,
  retry: false,
})

export const pollsQuery = (q: string) =>
  listQuery(['polls', 'list', q], (from, signal) =>
    take(api.GET('/polls', { params: { query: { ...(q && { q }), ...from } }, signal })),
  )

export const pollQuery = (id: string) =>
  queryOptions({
    queryKey: ['polls', id],
    queryFn: ({ signal }) => take(api.GET('/polls/{id}', { params: { path: { id } }, signal })),
  })

export const resultsQuery = (id: string) =>
  queryOptions({
    queryKey: ['polls', id, 'results'],
    queryFn: ({ signal }) =>
      take(api.GET('/polls/{id}/results', { params: { path: { id } }, signal })),
  })

export const ownVoteQuery = (id: string) =>
  queryOptions({
    queryKey: ['polls', id, 'vote'],
    queryFn: ({ signal }) =>
      take(api.GET('/polls/{id}/vote', { params: { path: { id } }, signal })),
  })

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => take(api.GET('/poll-templates', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})
