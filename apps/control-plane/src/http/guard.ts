import { requireScope } from '../api-keys/require-scope.ts'
import type { Scope } from '../api-keys/scopes.ts'
import type { Context } from '../context.ts'
import { onceByKey } from '../idempotency/once-by-key.ts'

/** What the routes of one part of the API have in common: who may use them, and that what changes things is done once. */
export function guard(context: Context, tag: string) {
  const common = { tags: [tag], security: [{ apiKey: [] }, { session: [] }] }
  return {
    reading: (scope: Scope) => ({ ...common, middleware: [requireScope(context, scope)] }),
    changing: (scope: Scope) => ({
      ...common,
      middleware: [requireScope(context, scope), onceByKey(context)],
    }),
  }
}
