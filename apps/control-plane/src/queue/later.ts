import type { EntityManager } from '@mikro-orm/postgresql'

/** What the queue does when its time has come. */
export const purgeTask = 'purge-tenant'
export const releaseTask = 'release-host'
export const applyPlanTask = 'apply-plan'

export interface LaterTask {
  task: typeof purgeTask | typeof releaseTask | typeof applyPlanTask
  /** Of which tenant, host or plan. */
  of: string
}

/** Has the queue do something later, in the transaction of `em`; an earlier wish for the same is replaced. */
export async function keepTask(em: EntityManager, later: LaterTask & { at: Date }): Promise<void> {
  await em.execute(
    `select graphile_worker.add_job(?, json_build_object('of', ?::text), run_at := ?, job_key := ?)`,
    [later.task, later.of, later.at, keyOf(later)],
  )
}

/** It is not wished for any more. */
export async function deleteTask(em: EntityManager, later: LaterTask): Promise<void> {
  await em.execute('select graphile_worker.remove_job(?)', [keyOf(later)])
}

function keyOf({ task, of }: LaterTask): string {
  return `${task}:${of}`
}
