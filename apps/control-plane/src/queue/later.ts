import type { EntityManager } from '@mikro-orm/postgresql'

/** Tasks that the queue runs at a given time. */
export const purgeTask = 'purge-tenant'
export const releaseTask = 'release-host'
export const applyPlanTask = 'apply-plan'

export interface LaterTask {
  task: typeof purgeTask | typeof releaseTask | typeof applyPlanTask
  /** The tenant, host or plan that it is about. */
  of: string
}

/** Schedules a task, in the transaction of `em`, and replaces an earlier schedule of the same task. */
export async function keepTask(em: EntityManager, later: LaterTask & { at: Date }): Promise<void> {
  await em.execute(
    `select graphile_worker.add_job(?, json_build_object('of', ?::text), run_at := ?, job_key := ?)`,
    [later.task, later.of, later.at, keyOf(later)],
  )
}

/** Unschedules a task. */
export async function deleteTask(em: EntityManager, later: LaterTask): Promise<void> {
  await em.execute('select graphile_worker.remove_job(?)', [keyOf(later)])
}

function keyOf({ task, of }: LaterTask): string {
  return `${task}:${of}`
}
