import type { Scope } from '../../api-keys/scopes.ts'
import { type OnceParts, onceByKey } from './once-by-key.ts'
import { requireScope, type ScopeParts } from './require-scope.ts'

export type GuardParts = ScopeParts & OnceParts

/** What the routes of one part of the API have in common: the required scope, and idempotency of changes. */
export function guard(context: GuardParts, tag: string) {
  const reading = (scope: Scope) => ({
    tags: [tag],
    // The scope that the API key or the session's key needs.
    security: [{ apiKey: [scope] }, { session: [scope] }],
    middleware: [requireScope(context, scope)],
  })
  const changing = (scope: Scope) => {
    const { middleware, ...described } = reading(scope)
    return { ...described, middleware: [...middleware, onceByKey(context)] }
  }
  return { reading, changing }
}
