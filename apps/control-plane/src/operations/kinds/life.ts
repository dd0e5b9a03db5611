import { deleteTask, keepTask, purgeTask } from '../../queue/later.ts'
import { changeStatus } from '../../tenants/change-status.ts'
import type { TenantEvent } from '../../tenants/transitions.ts'
import { isDedicated, isPooled, launchAgain, provisionRunning, stop } from './dedicated.ts'
import type { Change, Kind, Step } from './step.ts'

/** How long a fence waits for readers of the registry to be told: requests then meet the gateway's answer, not the fence. */
const maxPublicationMs = 2_000

/** The tenant's next status, its audit line and its entries in the registry. */
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

/** The place refuses the tenant from now on, and nothing that began before is under way. */
const fence: Step = {
  name: 'fence',
  applies: isPooled,
  async run(work) {
    await work.published(work.tenant.version, maxPublicationMs)
    await work.dataPlane.setState(work, 'fenced')
    return () => {}
  },
}

/** The place serves the tenant, before the gateway is told to send it requests. */
const serve: Step = {
  name: 'serve',
  applies: isPooled,
  async run(work) {
    await work.dataPlane.setState(work, 'serving')
    return () => {}
  },
  undo: (work) => work.dataPlane.setState(work, 'fenced'),
}

/** A stopped tenant has missed what the fleet was migrated to. Its place then serves it, as of this epoch. */
const bringUpToDate: Step = {
  name: 'bring-up-to-date',
  applies: isDedicated,
  run: provisionRunning,
}

/** Once the registry says so, a suspension holds; a fence or a stop that fails afterwards does not take it back. */
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
  steps: [launchAgain, bringUpToDate, serve, becomes('resume')],
  afterFailure({ tenant }) {
    tenant.upstream = null
  },
}

/** Suspended tenants are fenced, or stopped; that is here once more for one with whom it had failed. */
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

/** From here on the grace runs. When it ends, the queue purges. */
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
