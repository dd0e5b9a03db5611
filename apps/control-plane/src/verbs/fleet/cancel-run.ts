import { LockMode } from '@mikro-orm/core'
import { conflict, notFound } from '@mt/shared/http/problem'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { type FleetKind, FleetRun } from '../../fleet/fleet-run.entity.ts'
import type { Runner } from '../../operations/runner.ts'

/**
 * Has a run over the fleet begin no further place; those that are being worked at are ended in good
 * order, and what was done stays. Throws 404, or 409 where it has ended.
 */
export async function cancelRun(
  { orm, fleet }: WithOrm & { fleet: Pick<Runner, 'interrupt'> },
  actor: Actor,
  { kind, id }: { kind: FleetKind; id: string },
): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const run = await em.findOne(FleetRun, { id, kind }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (!run) throw notFound(`there is no ${kind} “${id}”`)
    if (run.finishedAt) throw conflict('already_ended', `the run has ${run.state}`)
    if (run.cancelledBy) return
    run.cancelledBy = actor
    const what = `fleet.${kind}_cancelled`
    writeAudit(em, { actor, what, tenantId: null, before: { state: run.state }, after: { id } })
  })
  fleet.interrupt(id)
}
