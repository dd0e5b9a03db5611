import { z } from 'zod'
import type { Actor } from './audit/actor.ts'
import type { Context } from './context.ts'
import { fleetTable } from './fleet/fleet-runner.ts'
import { removeOldAnswers } from './http/guards/stored-answers.ts'
import { operationTable } from './operations/operation-runner.ts'
import { applyPlanTask, purgeTask, releaseTask } from './queue/later.ts'
import { applyPlan } from './verbs/plans/apply-plan.ts'
import { removeEndedSessions } from './verbs/sessions/end-session.ts'
import { purgeWhenDue } from './verbs/tenants/purge-when-due.ts'
import { releaseHost } from './verbs/tenants/release-host.ts'

const operationPayload = z.object({ operationId: z.uuid() })
const fleetPayload = z.object({ runId: z.uuid() })
const laterPayload = z.object({ of: z.string() })

/** The actor of tasks that no request caused. */
const controlPlaneActor: Actor = { name: 'control plane', address: null }

/** Every night, or when the control plane next starts. */
const sweepTask = 'sweep'
export const sweepCrontab = `0 3 * * * ${sweepTask} ?fill=1d`

/** The queue's tasks by name. */
export function queueTasks(context: Context) {
  const ofPayload = (payload: unknown) => laterPayload.parse(payload).of
  return {
    [operationTable.task]: (payload: unknown) =>
      context.runner.resume(operationPayload.parse(payload).operationId),
    [fleetTable.task]: (payload: unknown) =>
      context.fleet.resume(fleetPayload.parse(payload).runId),
    [purgeTask]: (payload: unknown) => purgeWhenDue(context, controlPlaneActor, ofPayload(payload)),
    [releaseTask]: (payload: unknown) =>
      releaseHost(context, controlPlaneActor, ofPayload(payload)),
    [applyPlanTask]: (payload: unknown) => applyPlan(context, ofPayload(payload)),
    [sweepTask]: async () => {
      await removeOldAnswers(context)
      await removeEndedSessions(context)
    },
  }
}
