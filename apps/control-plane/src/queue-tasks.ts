import { z } from 'zod'
import type { Actor } from './audit/actor.ts'
import type { Context } from './context.ts'
import { resumeFleetTask } from './fleet/fleet-lease.ts'
import { removeOldAnswers } from './idempotency/stored-answers.ts'
import { applyPlanTask, purgeTask, releaseTask } from './operations/later.ts'
import { resumeTask } from './operations/lease.ts'
import { applyPlan } from './plans/apply-plan.ts'
import { purgeWhenDue } from './purge/purge-when-due.ts'
import { removeEndedSessions } from './sessions/end-session.ts'
import { releaseHost } from './tenants/release-host.ts'

const operationPayload = z.object({ operationId: z.uuid() })
const fleetPayload = z.object({ runId: z.uuid() })
const laterPayload = z.object({ of: z.string() })

/** Who the audit trail names for what nobody asked for just now. */
const byItself: Actor = { name: 'control plane', address: null }

/** Each night, for whoever is up. */
const sweepTask = 'sweep'
export const sweepCrontab = `0 3 * * * ${sweepTask} ?fill=1d`

/** What the queue does, by task. */
export function queueTasks(context: Context) {
  const ofPayload = (payload: unknown) => laterPayload.parse(payload).of
  return {
    [resumeTask]: (payload: unknown) =>
      context.runner.resume(operationPayload.parse(payload).operationId),
    [resumeFleetTask]: (payload: unknown) =>
      context.fleet.resume(fleetPayload.parse(payload).runId),
    [purgeTask]: (payload: unknown) => purgeWhenDue(context, byItself, ofPayload(payload)),
    [releaseTask]: (payload: unknown) => releaseHost(context, byItself, ofPayload(payload)),
    [applyPlanTask]: (payload: unknown) => applyPlan(context, ofPayload(payload)),
    [sweepTask]: async () => {
      await removeOldAnswers(context)
      await removeEndedSessions(context)
    },
  }
}
