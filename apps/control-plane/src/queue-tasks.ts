import { z } from 'zod'
import type { Actor } from './audit/actor.ts'
import type { Context } from './context.ts'
import { claimUnclaimed } from './domains/claim-domain.ts'
import { fleetTable } from './fleet/fleet-runner.ts'
import { removeOldAnswers } from './http/guards/stored-answers.ts'
import { operationTable } from './operations/operation-runner.ts'
import { applyPlanTask, purgeTask, releaseTask } from './queue/later.ts'
import { checkDueDomains } from './verbs/domains/check-due-domains.ts'
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
export const sweepTask = 'sweep'
/** Every minute, one round at a time: a slow name server holds one of the queue's workers, not all. */
export const checkDomainsTask = 'check-domains'
export const crontab = [
  `0 3 * * * ${sweepTask} ?fill=1d`,
  `* * * * * ${checkDomainsTask} ?queue=${checkDomainsTask}&jobKey=${checkDomainsTask}&max=1`,
].join('\n')

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
    [checkDomainsTask]: () => checkDueDomains(context, controlPlaneActor),
    [sweepTask]: async () => {
      await claimUnclaimed(context)
      await removeOldAnswers(context)
      await removeEndedSessions(context)
    },
  }
}
