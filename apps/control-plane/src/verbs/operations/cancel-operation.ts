import { LockMode } from '@mikro-orm/core'
import { conflict, notFound } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { kindOf } from '../../operations/kinds/index.ts'
import { Operation } from '../../operations/record/operation.entity.ts'
import type { Runner } from '../../operations/runner.ts'

/**
 * Has an operation given up: what it has done is undone, and then it is `cancelled`. Throws 404, and 409
 * for one that has ended or whose steps cannot be undone. One that ends in the same moment may still
 * succeed: its state tells.
 */
export async function cancelOperation(
  { orm, runner }: WithOrm & { runner: Pick<Runner, 'interrupt'> },
  actor: Actor,
  id: string,
): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE }
    const operation = isId(id) ? await em.findOne(Operation, { id }, lock) : null
    if (!operation) throw notFound(`there is no operation “${id}”`)
    requireCancellable(operation)
    if (operation.cancelledBy) return
    operation.cancelledBy = actor
    const { tenantId, state, kind } = operation
    const before = { operation: id, kind, state }
    writeAudit(em, { actor, what: 'operation.cancelled', tenantId, before, after: null })
    await em.flush()
  })
  runner.interrupt(id)
}

function requireCancellable({ kind, state }: Operation): void {
  if (state !== 'pending' && state !== 'running') {
    throw conflict('operation_ended', `the operation is ${state} already`)
  }
  if (kindOf(kind).whenGivenUp === 'undo') return
  throw conflict(
    'not_cancellable',
    `what ${kind} does is not undone; let it end, then do the reverse`,
  )
}
