import type { Passwords } from '@mt/credentials/passwords/passwords'
import { conflict } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { DataPlane } from '../../data-plane/data-plane.ts'
import { commandProblem } from '../../data-plane/operator-problem.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { findTenant } from '../../tenants/find-tenant.ts'
import type { Tenant } from '../../tenants/tenant.entity.ts'
import { type CommandArgs, withoutPassword } from './command-args.ts'

export interface CommandRequest {
  idOrSlug: string
  command: string
  args: CommandArgs
  signal: AbortSignal
}

/** The parts that run commands in tenants. */
export interface CommandParts extends WithOrm {
  dataPlane: Pick<DataPlane, 'runCommand'>
  passwords: Pick<Passwords, 'hash'>
}

/**
 * Runs one of the data plane's commands in the scope of one tenant and returns its result. The audit entry is
 * written before, so that nothing runs in a tenant without one. Throws 404, 409 for a tenant that is not
 * active, and the problem of a command that is refused.
 */
export async function runCommand(context: CommandParts, actor: Actor, request: CommandRequest) {
  const { idOrSlug, command, args, signal } = request
  requireActive(await findTenant(context.orm.em.fork(), idOrSlug))
  const caller = { tenant: 'operators', client: actor.name, signal }
  const hash = (password: string) => context.passwords.hash(password, caller)
  const { sent, audited } = await withoutPassword(args, hash)
  const tenant = await context.orm.em.fork().transactional(async (em) => {
    const found = await findTenant(em, idOrSlug)
    requireActive(found)
    const after = { command, args: audited }
    writeAudit(em, { actor, what: 'tenant.command_run', tenantId: found.id, before: null, after })
    return found
  })
  const target = { tenant, operation: { id: newId() }, signal }
  const result = await context.dataPlane.runCommand(target, command, sent).catch(passOnRefusal)
  return { tenant: tenant.id, slug: tenant.slug, command, result }
}

function passOnRefusal(error: unknown): never {
  throw commandProblem(error) ?? error
}

/** The placements of all other tenants are fenced or do not exist. */
function requireActive({ status }: Tenant): void {
  if (status === 'active') return
  throw conflict('wrong_status', `the tenant is ${status}; commands run in active tenants`)
}
