import type { EntityManager } from '@mikro-orm/postgresql'
import { writeAudit } from '../audit/write-audit.ts'
import type { WithOrm } from '../database/open-orm.ts'
import { type Claim, ClaimLost, forgetWake } from '../operations/lease.ts'
import { countResults, type ResultCounts } from './count-results.ts'
import { type FleetKind, FleetRun, type FleetState } from './fleet-run.entity.ts'

/** The events of the audit trail. */
const ended: Record<FleetKind, string> = {
  migration: 'fleet.migration_ended',
  drift: 'fleet.drift_ended',
}

/**
 * Ends a run in one transaction: tenants that were not begun are skipped, the run gets its final state, and
 * its job is removed from the queue. Resolves to that state. Throws ClaimLost.
 */
export async function endRun(
  { orm, claim }: WithOrm & { claim: Claim },
  { id }: FleetRun,
  { isStopped }: { isStopped: boolean },
): Promise<FleetState> {
  return orm.em.fork().transactional(async (em) => {
    const run = await em.findOne(FleetRun, { id, runner: claim.runner })
    if (!run) throw new ClaimLost(`another process has taken over run ${id}`)
    await skipRest(em, run, skipReason(run, isStopped))
    const counts = await countResults(em, id)
    const error = run.cancelledBy
      ? `cancelled by ${run.cancelledBy.name}`
      : failureText(counts, isStopped)
    const state = run.cancelledBy ? 'cancelled' : error === null ? 'succeeded' : 'failed'
    Object.assign(run, { state, error, runner: null, leaseUntil: null, finishedAt: new Date() })
    const after = { id, state, ...counts }
    writeAudit(em, { actor: run.actor, what: ended[run.kind], tenantId: null, before: null, after })
    await em.flush()
    await forgetWake(em, id)
    return state
  })
}

async function skipRest(em: EntityManager, { id }: FleetRun, reason: string): Promise<void> {
  const sql = `
    update control_plane.fleet_results set state = 'skipped', error = ?, finished_at = now()
    where run_id = ? and state = 'pending'`
  await em.execute(sql, [reason, id])
}

function skipReason({ cancelledBy }: FleetRun, isStopped: boolean): string {
  if (cancelledBy) return 'the run was cancelled'
  return isStopped
    ? 'a canary failed'
    : 'the tenant has left its placement, is being moved, or was stopped'
}

function failureText({ failed, drifted }: ResultCounts, isStopped: boolean): string | null {
  if (isStopped) return 'a canary failed; no other placement was begun'
  if (failed > 0) return `${failed} ${failed === 1 ? 'tenant' : 'tenants'} failed`
  return drifted > 0 ? `${drifted} ${drifted === 1 ? 'tenant has' : 'tenants have'} drifted` : null
}
