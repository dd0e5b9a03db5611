import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { type FleetKind, FleetRun } from '../../fleet/fleet-run.entity.ts'
import { planRun } from '../../fleet/plan-run.ts'
import type { RunRequest } from '../../fleet/run-request.ts'
import type { Claim } from '../../operations/lease.ts'
import type { Runner } from '../../operations/runner.ts'
import { currentVersion, type VersionParts } from './current-version.ts'

/** The parts that begin a run over the fleet. */
export interface RunParts extends WithOrm, VersionParts {
  fleet: Pick<Runner, 'claim' | 'start'>
}

export interface NewRun {
  kind: FleetKind
  request: RunRequest
}

/** The events of the audit trail. */
const begun: Record<FleetKind, string> = {
  migration: 'fleet.migration_began',
  drift: 'fleet.drift_began',
}

/**
 * Writes a run over the fleet with its tenants, and starts it at once. The number of queries does not depend
 * on the number of tenants. If there is nothing to do, the run has ended then. Returns its id. Throws 409
 * while another run of its kind is in progress, and 503 if the data plane is unavailable.
 */
export async function submitRun(
  context: RunParts,
  actor: Actor,
  { kind, request }: NewRun,
): Promise<string> {
  const target = await currentVersion(context)
  const id = newId()
  try {
    const claim = await context.orm.em.fork().transactional(async (em) => {
      const fixed = { state: 'pending', tenants: 0, places: 0, attempts: 0 } as const
      const run = em.create(
        FleetRun,
        { id, kind, request, target, actor, ...fixed },
        { persist: true },
      )
      writeAudit(em, {
        actor,
        what: begun[kind],
        tenantId: null,
        before: null,
        after: { id, wish: request, target },
      })
      await em.flush()
      return begin(em, run, context.fleet)
    })
    if (claim) context.fleet.start(claim)
    return id
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw alreadyRunning(kind)
    throw error
  }
}

async function begin(
  em: EntityManager,
  run: FleetRun,
  fleet: RunParts['fleet'],
): Promise<Claim | undefined> {
  Object.assign(run, await planRun(em, run))
  const isDone = run.places === 0 || run.request.dryRun
  if (isDone) Object.assign(run, { state: 'succeeded', finishedAt: new Date() })
  if (run.request.dryRun) await skipAll(em, run)
  await em.flush()
  if (isDone) return undefined
  return fleet.claim(em, run.id)
}

/** The results of a dry run show what would be done. */
async function skipAll(em: EntityManager, { id, target }: FleetRun): Promise<void> {
  const sql = `update control_plane.fleet_results set state = 'skipped', to_version = ?
    where run_id = ? and state = 'pending'`
  await em.execute(sql, [target, id])
}

function alreadyRunning(kind: FleetKind) {
  return conflict(
    'already_running',
    `a ${kind} run is already in progress; wait for it or cancel it`,
  )
}
