import type { Scope } from '../../api-keys/scopes.ts'
import type { Context } from '../../context.ts'
import { onceByKey } from './once-by-key.ts'
import { requireScope } from './require-scope.ts'

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
