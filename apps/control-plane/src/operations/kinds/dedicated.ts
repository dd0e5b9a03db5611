import { isPrivateUrl } from '@mt/shared/private-address'
import type { Launched } from '../../runtimes/runtime.ts'
import { RuntimeError } from '../../runtimes/runtime-error.ts'
import type { OperationInput } from '../record/operation-input.ts'
import type { Step, Work } from './step.ts'

/** How long a stop waits for readers of the registry to be told: requests then meet the gateway's answer. */
const maxPublicationMs = 2_000

export const isDedicated = ({ dedicated }: OperationInput) => dedicated === true
export const isPooled = ({ dedicated }: OperationInput) => dedicated !== true

/** Sees to it that a tenant's own service and database run. Throws a RuntimeError for an address that is public. */
async function launch({ runtime, tenant, signal }: Work): Promise<Launched> {
  const { id: tenantId, slug, placement } = tenant
  const launched = await runtime.launch({ tenantId, slug, cluster: placement.cluster }, signal)
  for (const url of [launched.url, launched.internalUrl]) {
    if (!isPrivateUrl(url)) throw new RuntimeError(`${url} is not a private address`)
  }
  return launched
}

/**
 * The work of a step, at a tenant that can be called: a dedicated one's service may have died since it was
 * launched, and is launched again.
 */
export async function atRunning(work: Work): Promise<Work> {
  if (work.tenant.placement.model !== 'dedicated') return work
  return { ...work, tenant: { ...work.tenant, upstream: await launch(work) } }
}

/** Makes the tenant's place as it is to be now, and notes which version it has and where it is served. */
export const provisionRunning: Step['run'] = async (work) => {
  const running = await atRunning(work)
  const { schemaVersion } = await work.dataPlane.provision(running)
  return ({ tenant }) => {
    tenant.upstream = running.tenant.upstream ?? null
    tenant.schemaVersion = schemaVersion
  }
}

/** Makes the tenant's service and database. Removes them, with their data, where the operation is undone. */
export const launchNew: Step = {
  name: 'launch',
  applies: isDedicated,
  run: launched,
  async undo({ runtime, tenant }) {
    await runtime.remove(tenant.id)
  },
}

/** Starts the tenant's service and database again. */
export const launchAgain: Step = {
  name: 'launch',
  applies: isDedicated,
  run: launched,
  undo: ({ runtime, tenant }) => runtime.stop(tenant.id),
}

async function launched(work: Work) {
  const upstream = await launch(work)
  return ({ tenant }: { tenant: { upstream?: Launched | null | undefined } }) => {
    tenant.upstream = upstream
  }
}

/** Ends the tenant's service and database: nothing that began before is under way, and its data stay. */
export const stop: Step = {
  name: 'stop',
  applies: isDedicated,
  async run(work) {
    await work.published(work.tenant.version, maxPublicationMs)
    await work.runtime.stop(work.tenant.id)
    return ({ tenant }) => {
      tenant.upstream = null
    }
  },
}
