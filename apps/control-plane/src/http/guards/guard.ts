import type { Scope } from '../../api-keys/scopes.ts'
import { type OnceParts, onceByKey } from './once-by-key.ts'
import { requireScope, type ScopeParts } from './require-scope.ts'

export type GuardParts = ScopeParts & OnceParts

/** What the routes of one part of the API have in common: who may use them, and that what changes things is done once. */
export function guard(context: GuardParts, tag: string) {
  const common = { tags: [tag], security: [{ apiKey: [] }, { session: [] }] }
  return {
    reading: (scope: Scope) => ({ ...common, middleware: [requireScope(context, scope)] }),
    changing: (scope: Scope) => ({
      ...common,
      middleware: [requireScope(context, scope), onceByKey(context)],
    }),
  }
}
