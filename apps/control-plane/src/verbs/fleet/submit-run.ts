import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { type FleetKind, FleetRun } from '../../fleet/fleet-run.entity.ts'
import type { FleetWish } from '../../fleet/fleet-wish.ts'
import { planRun } from '../../fleet/plan-run.ts'
import type { Claim } from '../../operations/lease.ts'
import type { Runner } from '../../operations/runner.ts'
import { currentVersion, type VersionParts } from './current-version.ts'

/** What it takes to begin a run over the fleet. */
export interface RunParts extends WithOrm, VersionParts {
  fleet: Pick<Runner, 'claim' | 'start'>
}

export interface WantedRun {
  kind: FleetKind
  wish: FleetWish
}

/** The events of the audit trail. */
const begun: Record<FleetKind, string> = {
  migration: 'fleet.migration_began',
  drift: 'fleet.drift_began',
}

/**
 * Writes a run over the fleet down, with what it concerns, and begins with it at once. How many questions
 * that takes does not depend on the number of tenants; with nothing to do the run has ended with them.
 * Answers with its id. Throws 409 while another of its kind goes on, and 503 when the data plane is away.
 */
export async function submitRun(
  context: RunParts,
  actor: Actor,
  { kind, wish }: WantedRun,
): Promise<string> {
  const target = await currentVersion(context)
  const id = newId()
  try {
    const claim = await context.orm.em.fork().transactional(async (em) => {
      const fixed = { state: 'pending', tenants: 0, places: 0, attempts: 0 } as const
      const run = em.create(
        FleetRun,
        { id, kind, wish, target, actor, ...fixed },
        { persist: true },
      )
      writeAudit(em, {
        actor,
        what: begun[kind],
        tenantId: null,
        before: null,
        after: { id, wish, target },
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
  const isDone = run.places === 0 || run.wish.dryRun
  if (isDone) Object.assign(run, { state: 'succeeded', finishedAt: new Date() })
  if (run.wish.dryRun) await skipAll(em, run)
  await em.flush()
  if (isDone) return undefined
  return fleet.claim(em, run.id)
}

/** A dry run's results tell what would be done. */
async function skipAll(em: EntityManager, { id, target }: FleetRun): Promise<void> {
  const sql = `update control_plane.fleet_results set state = 'skipped', to_version = ?
    where run_id = ? and state = 'pending'`
  await em.execute(sql, [target, id])
}

function alreadyRunning(kind: FleetKind) {
  return conflict('already_running', `a ${kind} run goes on already; wait for it or cancel it`)
}
