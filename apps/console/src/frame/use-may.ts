import { useSuspenseQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'

type Scope = Schemas['Session']['scopes'][number]

/** Whether the signed-in key has a scope. Pages hide what it may not do; the API enforces it. */
export function useMay(): (scope: Scope) => boolean {
  const { data } = useSuspenseQuery(sessionQuery)
  return (scope) => data.scopes.includes(scope) || data.scopes.includes('admin')
}
