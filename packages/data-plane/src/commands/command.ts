import type { ScopeMode } from '@mt/tenancy/scope/open-scope'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import type { z } from 'zod'

/**
 * Something that an operator does inside one tenant, by name. It runs in the tenant's scope like every
 * verb: whatever it does, it does there. Passwords come hashed; no command ever sees one.
 */
export interface Command<Schema extends z.ZodType = z.ZodType> {
  /** One line for who asks what there is. */
  summary: string
  mode: ScopeMode
  args: Schema
  /** Throws the problems of the verbs that it calls. What it answers with is shown to the operator. */
  run(scope: TenantScope, args: z.infer<Schema>): Promise<unknown>
}

/** A command whose `run` knows its arguments' type. */
export function command<Schema extends z.ZodType>(definition: Command<Schema>): Command {
  return {
    ...definition,
    run: (scope, args) => definition.run(scope, definition.args.parse(args)),
  }
}
