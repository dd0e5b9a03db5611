import { LockMode } from '@mikro-orm/core'
import { conflict, notFound } from '@mt/shared/http/problem'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { type FleetKind, FleetRun } from '../../fleet/fleet-run.entity.ts'
import type { Runner } from '../../operations/runner.ts'

/**
 * Cancels a run over the fleet: placements in progress are finished, no other is begun, and nothing is undone.
 * Throws 404, or 409 if it has ended.
 */
export async function cancelRun(
  { orm, fleet }: WithOrm & { fleet: Pick<Runner, 'interrupt'> },
  actor: Actor,
  { kind, id }: { kind: FleetKind; id: string },
): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const run = await em.findOne(FleetRun, { id, kind }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (!run) throw notFound(`there is no ${kind} “${id}”`)
    if (run.finishedAt)
      throw conflict('already_ended', `the run has already ended: it is ${run.state}`)
    if (run.cancelledBy) return
    run.cancelledBy = actor
    const what = `fleet.${kind}_cancelled`
    writeAudit(em, { actor, what, tenantId: null, before: { state: run.state }, after: { id } })
  })
  fleet.interrupt(id)
}
