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
 * Ends a run in one transaction: what was not begun is skipped, the state says what came of the rest, and
 * nobody is called any more. Resolves to that state. Throws ClaimLost.
 */
export async function endRun(
  { orm, claim }: WithOrm & { claim: Claim },
  { id }: FleetRun,
  { isStopped }: { isStopped: boolean },
): Promise<FleetState> {
  return orm.em.fork().transactional(async (em) => {
    const run = await em.findOne(FleetRun, { id, runner: claim.runner })
    if (!run) throw new ClaimLost(`another process has run ${id}`)
    await skipRest(em, run, whyNotBegun(run, isStopped))
    const counts = await countResults(em, id)
    const error = run.cancelledBy
      ? `cancelled by ${run.cancelledBy.name}`
      : whatFailed(counts, isStopped)
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

function whyNotBegun({ cancelledBy }: FleetRun, isStopped: boolean): string {
  if (cancelledBy) return 'the run was cancelled'
  return isStopped
    ? 'a canary failed'
    : 'the tenant is not in its place any more, is being moved, or was stopped'
}

function whatFailed({ failed, drifted }: ResultCounts, isStopped: boolean): string | null {
  if (isStopped) return 'a canary failed; no other place was begun'
  if (failed > 0) return `${failed} ${failed === 1 ? 'tenant' : 'tenants'} failed`
  return drifted > 0 ? `${drifted} ${drifted === 1 ? 'tenant has' : 'tenants have'} drifted` : null
}
