import { randomBytes } from 'node:crypto'
import { placeOf, readDescription } from '@mt/control-plane/runtimes/process/tenant-place'
import { type ControlPlaneApi, createControlPlaneApi } from '@mt/control-plane-api/client'
import { callJson, type JsonAnswer, type JsonCall } from '@mt/infra/dev/http-json'
import { ownClusterUrl } from './dedicated/cluster-url.ts'
import { eventually } from './eventually.ts'
import { type Operate, operateBy } from './operate.ts'
import { createTenantClient, type TenantClient } from './tenant-client.ts'

export type Isolation = 'shared' | 'schema' | 'database' | 'dedicated'

export interface NewTenant {
  slug?: string
  isolation?: Isolation
  limits?: Record<string, number | null>
  admin?: { username: string; email: string; password: string }
}

/** Where a platform listens, and the keys that its tests hold: data that one process can hand to another. */
export interface PlatformAddress {
  readonly baseDomain: string
  readonly gatewayUrl: string
  readonly controlPlaneUrl: string
  readonly serviceUrl: string
  readonly internalUrl: string
  readonly redisUrl: string
  /** What an operator calls the control plane with. */
  readonly opsKey: string
  /** Where the process runtime keeps dedicated tenants. */
  readonly tenantsFolder: string
  readonly runtimeSecret: string
  /** The keys that the gateway and the control plane sign with, as JWK texts. */
  readonly signingKeys: { readonly assertion: string; readonly internal: string }
}

/** The whole platform on free ports: real servers, real services, nothing faked. */
export interface Network extends PlatformAddress {
  /** The URL of the superuser of a dedicated tenant's own cluster. */
  clusterUrl(tenantId: string): Promise<string>
  /** The control plane, as an operator calls it. */
  readonly api: ControlPlaneApi
  /** Sends any request to the control plane as an operator, even invalid ones. */
  operate: Operate
  /** Calls the gateway with any Host header. */
  callGateway(call: Omit<JsonCall, 'origin'>): Promise<JsonAnswer>
  /** Onboards a tenant and waits until it is active. */
  onboard(tenant?: NewTenant): Promise<TenantClient>
  /** The URL of the service that serves a tenant: its own if it has one. */
  serviceUrlOf(tenantId: string): Promise<string>
  /** A client for a tenant that exists. */
  client(slug: string): TenantClient
}

/** A network as whoever knows its address reaches it. */
export function reachNetwork(at: PlatformAddress): Network {
  const { baseDomain, gatewayUrl, controlPlaneUrl, opsKey, tenantsFolder, runtimeSecret } = at
  const callGateway = (call: Omit<JsonCall, 'origin'>) => callJson({ ...call, origin: gatewayUrl })
  const client = (slug: string) => createTenantClient({ slug, baseDomain, callGateway })
  const api = createControlPlaneApi({ url: controlPlaneUrl, apiKey: opsKey })
  const operate = operateBy(api)
  return {
    ...at,
    ...{ api, operate, callGateway, client },
    clusterUrl(tenantId) {
      return ownClusterUrl({ folder: tenantsFolder, secret: runtimeSecret }, tenantId)
    },
    async onboard({ slug = newSlug(), isolation = 'schema', ...rest } = {}) {
      const body = { slug, name: slug, isolation, ...rest }
      const params = { header: { prefer: 'wait=20' } }
      const { data, error, response } = await api.POST('/v1/tenants', { params, body })
      const { status } = response
      if (status === 202) await eventually(() => expectActive(operate, slug))
      else if (status !== 201)
        throw new Error(`onboarding: ${status} ${JSON.stringify(data ?? error)}`)
      return client(slug)
    },
    async serviceUrlOf(tenantId) {
      const own = await readDescription(placeOf(tenantsFolder, tenantId))
      return own ? `http://127.0.0.1:${own.ports.service}` : at.serviceUrl
    },
  }
}

/** A slug that no other test uses. */
export function newSlug(): string {
  return `t-${randomBytes(5).toString('hex')}`
}

/** Starting two processes may take longer than a call waits, on a machine with other work. */
async function expectActive(operate: Operate, slug: string): Promise<void> {
  const { body } = await operate('GET', `/v1/tenants/${slug}`)
  if ((body as { status?: string }).status !== 'active') throw new Error(`${slug} is not active`)
}
