import { useSuspenseQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'

type Scope = Schemas['Session']['scopes'][number]

/** What the key that is signed in may do: the pages offer no more; the API decides. */
export function useMay(): (scope: Scope) => boolean {
  const { data } = useSuspenseQuery(sessionQuery)
  return (scope) => data.scopes.includes(scope) || data.scopes.includes('admin')
}
