import { isPrivateUrl } from '@mt/shared/private-address'
import type { Launched } from '../../runtimes/runtime.ts'
import { RuntimeError } from '../../runtimes/runtime-error.ts'
import type { OperationInput } from '../record/operation-input.ts'
import type { Step, Work } from './step.ts'

/** How long a stop waits for the registry to be published, so that the gateway answers the requests. */
const maxPublicationMs = 2_000

export const isDedicated = ({ dedicated }: OperationInput) => dedicated === true
export const isPooled = ({ dedicated }: OperationInput) => dedicated !== true

/** Launches a tenant's own service and database. Throws a RuntimeError if the address is public. */
async function launch({ runtime, tenant, signal }: Work): Promise<Launched> {
  const { id: tenantId, slug, placement } = tenant
  const launched = await runtime.launch({ tenantId, slug, cluster: placement.cluster }, signal)
  for (const url of [launched.url, launched.internalUrl]) {
    if (!isPrivateUrl(url)) throw new RuntimeError(`${url} is not a private address`)
  }
  return launched
}

/**
 * Returns the work of a step with a tenant that can be called: a dedicated tenant's service is launched
 * again, since it may have died.
 */
export async function atRunning(work: Work): Promise<Work> {
  if (work.tenant.placement.model !== 'dedicated') return work
  return { ...work, tenant: { ...work.tenant, upstream: await launch(work) } }
}

/** Creates or updates the tenant's placement, and records its version and the address of its service. */
export const provisionRunning: Step['run'] = async (work) => {
  const running = await atRunning(work)
  const { schemaVersion } = await work.dataPlane.provision(running)
  return ({ tenant }) => {
    tenant.upstream = running.tenant.upstream ?? null
    tenant.schemaVersion = schemaVersion
  }
}

/** Creates the tenant's service and database. The undo removes them with their data. */
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

/** Stops the tenant's service and database. No earlier request is then in progress, and the data is kept. */
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
