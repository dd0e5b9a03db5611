import { randomBytes } from 'node:crypto'
import { openRuntime } from '@mt/control-plane/open-runtime'
import { runtimeEnv, toRuntimeConfig } from '@mt/control-plane/runtime-config'
import type { Runtime } from '@mt/control-plane/runtimes/runtime'
import { makeTenants } from '@mt/infra/tenants'
import { createLogger } from '@mt/shared/logger'
import { serviceOf } from '@mt/shared/placement'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import { z } from 'zod'
import { ownClusterUrl } from '../dedicated/cluster-url.ts'

/** The service of a tenant, and the server of its rows. */
export interface Home {
  url: string
  internalUrl: string
  /** The audience of assertions and capabilities. */
  service: string
  /** The URL of the server's superuser. */
  databaseUrl: string
}

/** Launches tenants as the platform does, each with its own service and PostgreSQL. */
export interface DedicatedHomes extends AsyncDisposable {
  launch(tenant: TenantIdentity): Promise<Home>
  find(tenantId: string): Home | undefined
}

/** `verifying` are the keys with which the services verify calls. Nothing is created before the first launch. */
export function createDedicatedHomes(verifying: {
  assertion: string
  internal: string
}): DedicatedHomes {
  const stack = new AsyncDisposableStack()
  const homes = new Map<string, Home>()
  const secret = randomBytes(32).toString('hex')
  let opening: Promise<{ runtime: Runtime; folder: string }> | undefined

  async function open() {
    const { env } = stack.use(await makeTenants())
    const keys = {
      ASSERTION_VERIFYING_KEYS: verifying.assertion,
      INTERNAL_VERIFYING_KEYS: verifying.internal,
    }
    const common = { NODE_ENV: 'test', LOG_LEVEL: 'fatal', BASE_DOMAIN: 'isolation.localhost' }
    const read = z.object(runtimeEnv).parse({ ...env, ...keys, RUNTIME_SECRET: secret })
    const config = toRuntimeConfig({ ...read, ...common })
    const runtime = await openRuntime(config, createLogger('isolation', 'fatal'))
    stack.defer(() => runtime.close())
    return { runtime, folder: env.RUNTIME_FOLDER }
  }

  return {
    find: (tenantId) => homes.get(tenantId),
    async launch({ tenantId, placement }) {
      opening ??= open()
      const { runtime, folder } = await opening
      const spec = { tenantId, slug: 'thor', cluster: placement.cluster }
      const launched = await runtime.launch(spec)
      const databaseUrl = await ownClusterUrl({ folder, secret }, tenantId)
      const home = { ...launched, service: serviceOf('polls', placement, tenantId), databaseUrl }
      homes.set(tenantId, home)
      return home
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
