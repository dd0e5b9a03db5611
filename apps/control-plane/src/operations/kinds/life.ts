import { deleteTask, keepTask, purgeTask } from '../../queue/later.ts'
import { changeStatus } from '../../tenants/change-status.ts'
import type { TenantEvent } from '../../tenants/transitions.ts'
import { isDedicated, isPooled, launchAgain, provisionRunning, stop } from './dedicated.ts'
import type { Change, Kind, Step } from './step.ts'

/** How long a fence waits for the registry to be published, so that the gateway answers requests instead of the fence. */
const maxPublicationMs = 2_000

/** A step that changes the tenant's status, with its audit entry and its registry entries. */
function becomes(event: TenantEvent, also?: (change: Change) => Promise<void>): Step {
  return {
    name: event,
    async run() {
      return async (change) => {
        const { em, tenant, operation } = change
        await also?.(change)
        await changeStatus({ em, tenant, actor: operation.actor, event })
      }
    },
  }
}

/** The placement refuses the tenant from now on, and no earlier request is in progress. */
const fence: Step = {
  name: 'fence',
  applies: isPooled,
  async run(work) {
    await work.published(work.tenant.version, maxPublicationMs)
    await work.dataPlane.setState(work, 'fenced')
    return () => {}
  },
}

/** The placement serves the tenant again, before the gateway sends it requests. */
const serve: Step = {
  name: 'serve',
  applies: isPooled,
  async run(work) {
    await work.dataPlane.setState(work, 'serving')
    return () => {}
  },
  undo: (work) => work.dataPlane.setState(work, 'fenced'),
}

/** A stopped tenant has missed migrations of the fleet. Its placement then serves it, with the new epoch. */
const migrateMissed: Step = {
  name: 'bring-up-to-date',
  applies: isDedicated,
  run: provisionRunning,
}

/** Once the registry is published, a suspension holds, even if the fence or the stop fails afterwards. */
export const suspend: Kind = {
  event: 'suspend',
  raisesEpoch: true,
  whenGivenUp: 'keep',
  steps: [becomes('suspend'), fence, stop],
}

export const resume: Kind = {
  event: 'resume',
  raisesEpoch: true,
  whenGivenUp: 'undo',
  steps: [launchAgain, migrateMissed, serve, becomes('resume')],
  afterFailure({ tenant }) {
    tenant.upstream = null
  },
}

/** Suspended tenants are fenced or stopped already. This repeats it for a tenant for which it had failed. */
export const archive: Kind = {
  event: 'archive',
  raisesEpoch: true,
  whenGivenUp: 'keep',
  steps: [becomes('archive'), fence, stop],
}

export const restore: Kind = {
  event: 'restore',
  whenGivenUp: 'keep',
  steps: [becomes('restore')],
}

/** Starts the grace period. When it ends, the queue starts a purge. */
export const deletion: Kind = {
  event: 'delete',
  whenGivenUp: 'keep',
  steps: [becomes('delete', beginGrace)],
}

export const undelete: Kind = {
  event: 'undelete',
  whenGivenUp: 'keep',
  steps: [becomes('undelete', endGrace)],
}

async function beginGrace({ em, tenant, operation }: Change): Promise<void> {
  tenant.deletedAt = new Date()
  tenant.purgeAt = new Date(tenant.deletedAt.getTime() + (operation.input.graceMs ?? 0))
  await keepTask(em, { task: purgeTask, of: tenant.id, at: tenant.purgeAt })
}

async function endGrace({ em, tenant }: Change): Promise<void> {
  tenant.deletedAt = null
  tenant.purgeAt = null
  await deleteTask(em, { task: purgeTask, of: tenant.id })
}
