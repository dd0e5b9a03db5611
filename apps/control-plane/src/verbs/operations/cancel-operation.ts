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
 * Cancels an operation: its completed steps are undone, and then it is `cancelled`. Throws 404, and 409 for an
 * operation that has ended or whose steps cannot be undone. If it completes at the same moment, it may still
 * succeed: check its state.
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
    throw conflict('operation_ended', `the operation has already ended: it is ${state}`)
  }
  if (kindOf(kind).whenGivenUp === 'undo') return
  throw conflict(
    'not_cancellable',
    `the steps of ${kind} cannot be undone; let it end, then do the reverse`,
  )
}
