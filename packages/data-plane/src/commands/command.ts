import type { ScopeMode } from '@mt/tenancy/scope/open-scope'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import type { z } from 'zod'

/**
 * A named action that an operator runs inside one tenant. It runs in the tenant's scope, like every verb,
 * and can reach nothing else. Passwords arrive hashed; no command ever sees one.
 */
export interface Command<Schema extends z.ZodType = z.ZodType> {
  /** One line for the list of commands. */
  summary: string
  mode: ScopeMode
  args: Schema
  /** Throws the problems of the verbs that it calls. The operator sees its result. */
  run(scope: TenantScope, args: z.infer<Schema>): Promise<unknown>
}

/** A command whose `run` gets its arguments typed. */
export function command<Schema extends z.ZodType>(definition: Command<Schema>): Command {
  return {
    ...definition,
    run: (scope, args) => definition.run(scope, definition.args.parse(args)),
  }
}
