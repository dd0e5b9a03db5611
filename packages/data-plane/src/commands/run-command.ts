import { invalidInput, Problem } from '@mt/shared/http/problem'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import type { Tenancy } from '@mt/tenancy/scope/tenancy'
import type { Command } from './command.ts'

/** The commands, and what they need to reach a tenant. */
export interface CommandRunner {
  tenancy: Tenancy
  commands: Readonly<Record<string, Command>>
}

/**
 * Runs a command in a tenant's scope and resolves to its result. Throws a 404 that lists the commands for
 * an unknown one, and a 422 for wrong arguments.
 */
export async function runCommand(
  { tenancy, commands }: CommandRunner,
  tenant: TenantIdentity,
  { name, args }: { name: string; args: Record<string, unknown> },
): Promise<unknown> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw unknownCommand(name, Object.keys(commands))
  const parsed = command.args.safeParse(args)
  if (!parsed.success) throw invalidInput(parsed.error)
  return tenancy[command.mode](tenant, (scope) => command.run(scope, parsed.data))
}

function unknownCommand(name: string, known: string[]): Problem {
  const detail = `there is no command ${name}; the commands are: ${known.join(', ') || 'none'}`
  return new Problem(404, 'unknown_command', 'Unknown command', { detail })
}
