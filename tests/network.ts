import { randomBytes } from 'node:crypto'
import { readConfig as readControlPlaneConfig } from '@mt/control-plane/config'
import { placeOf, readDescription } from '@mt/control-plane/runtimes/process/tenant-place'
import { startControlPlane } from '@mt/control-plane/start'
import { type ControlPlaneApi, createControlPlaneApi } from '@mt/control-plane-api/client'
import { readConfig as readDataPlaneConfig } from '@mt/data-plane/config'
import type { ServiceDefinition } from '@mt/data-plane/service'
import type { ServiceTables } from '@mt/data-plane/service-tables'
import { startDataPlane } from '@mt/data-plane/start'
import { readConfig as readGatewayConfig } from '@mt/gateway/config'
import { startGateway } from '@mt/gateway/start'
import { callJson, type JsonAnswer, type JsonCall } from '@mt/infra/dev/http-json'
import { anyPorts, platformEnv } from '@mt/infra/platform/platform-env'
import { newPlatformSecrets, secretVariables } from '@mt/infra/platform/platform-secrets'
import { freePort } from '@mt/infra/ports'
import { type LocalServer, type PostgresOptions, startPostgres } from '@mt/infra/postgres'
import { startRedis } from '@mt/infra/redis'
import { makeTenants } from '@mt/infra/tenants'
import { polls as pollsService } from '@mt/polls/service'
import type { Service } from '@mt/shared/service'
import { testServers } from '@mt/shared/testing/servers'
import { ownClusterUrl } from './dedicated/cluster-url.ts'
import { eventually } from './eventually.ts'
import { type Operate, operateBy } from './operate.ts'
import { createTenantClient, type TenantClient } from './tenant-client.ts'
import { untilReady } from './until-ready.ts'

export type Isolation = 'shared' | 'schema' | 'database' | 'dedicated'

export interface NewTenant {
  slug?: string
  isolation?: Isolation
  admin?: { username: string; email: string; password: string }
  limits?: Record<string, number | null>
}

/** The whole platform on free ports: real servers, real services, nothing faked. */
export interface Network extends AsyncDisposable {
  readonly baseDomain: string
  readonly gatewayUrl: string
  readonly controlPlaneUrl: string
  readonly serviceUrl: string
  readonly internalUrl: string
  /** The operator's API key. */
  readonly opsKey: string
  readonly redis: LocalServer
  /** The folder of the process runtime. */
  readonly tenantsFolder: string
  /** The URL of the superuser of a dedicated tenant's own cluster. */
  clusterUrl(tenantId: string): Promise<string>
  /** The keys that the gateway and the control plane sign with, as JWK texts. */
  readonly signingKeys: { assertion: string; internal: string }
  /** Only in a network with its own PostgreSQL. */
  readonly postgres: LocalServer | undefined
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
  /** Starts another gateway with its own service; both end with the network. */
  startSecondPath(): Promise<{ gatewayUrl: string }>
  /** Restarts the pooled service at the same addresses as a release with other tables. */
  releaseService(tables?: ServiceTables): Promise<void>
  stopControlPlane(): Promise<void>
  /** `more` are variables that override those of this one and all later ones. */
  startControlPlane(more?: NodeJS.ProcessEnv): Promise<void>
}

export interface NetworkOptions {
  /** The service that replaces polls, and the program of a dedicated tenant's own service. */
  service?: ServiceDefinition
  main?: string
  /** Tables other than the service's own. */
  tables?: ServiceTables
  /** A PostgreSQL that the test may kill and configure. */
  ownPostgres?: boolean | Pick<PostgresOptions, 'settings'>
  /** Variables that override those of the services. */
  env?: NodeJS.ProcessEnv
}

/** Starts a network with its own database and Redis. */
export async function startNetwork({
  ownPostgres = false,
  service = pollsService,
  main,
  tables,
  env: more = {},
}: NetworkOptions = {}): Promise<Network> {
  const id = randomBytes(4).toString('hex')
  const postgres = ownPostgres
    ? await startPostgres(ownPostgres === true ? {} : ownPostgres)
    : undefined
  const redis = await startRedis()
  const tenants = await makeTenants()
  const env = {
    ...(await networkEnv(id, postgres?.url ?? testServers().databaseUrl, redis.url)),
    ...tenants.env,
    DATA_PLANE_SERVICE: service.name,
    DATA_PLANE_DATABASE: `${service.name}_${id}`,
    RUNTIME_SERVICE: main,
    ...more,
  }
  const startService = (release?: ServiceTables) =>
    startDataPlane({ ...service, ...release }, readDataPlaneConfig(service, env))
  let pooled = await startService(tables)
  env.UPSTREAMS = `${service.name}=${pooled.url}`
  env.DATA_PLANE_INTERNAL_URL = pooled.internalUrl
  let controlPlane: Service | undefined = await startControlPlane(readControlPlaneConfig(env))
  const gateway = await startGateway(readGatewayConfig(env))
  const secondPaths: Service[] = []
  const { BASE_DOMAIN: baseDomain, CONTROL_PLANE_URL: controlPlaneUrl, OPS_API_KEY: opsKey } = env
  await untilReady([gateway.url, controlPlaneUrl, pooled.url])

  const callGateway = (call: Omit<JsonCall, 'origin'>) => callJson({ ...call, origin: gateway.url })
  const client = (slug: string) => createTenantClient({ slug, baseDomain, callGateway })
  const api = createControlPlaneApi({ url: controlPlaneUrl, apiKey: opsKey })
  const operate = operateBy(api)

  return {
    baseDomain,
    gatewayUrl: gateway.url,
    controlPlaneUrl,
    serviceUrl: pooled.url,
    internalUrl: pooled.internalUrl,
    opsKey,
    redis,
    tenantsFolder: tenants.env.RUNTIME_FOLDER,
    clusterUrl(tenantId) {
      return ownClusterUrl({ folder: env.RUNTIME_FOLDER, secret: env.RUNTIME_SECRET }, tenantId)
    },
    signingKeys: { assertion: env.ASSERTION_SIGNING_KEY, internal: env.INTERNAL_SIGNING_KEY },
    ...{ postgres, api, operate },
    callGateway,
    client,
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
      const own = await readDescription(placeOf(tenants.env.RUNTIME_FOLDER, tenantId))
      return own ? `http://127.0.0.1:${own.ports.service}` : pooled.url
    },
    async startSecondPath() {
      const second = await startService()
      const upstreams = { UPSTREAMS: `${service.name}=${second.url}` }
      const secondGateway = await startGateway(readGatewayConfig({ ...env, ...upstreams }))
      secondPaths.push(secondGateway, second)
      await untilReady([secondGateway.url, second.url])
      return { gatewayUrl: secondGateway.url }
    },
    async releaseService(next) {
      env.DATA_PLANE_PORT = new URL(pooled.url).port
      env.DATA_PLANE_INTERNAL_PORT = new URL(pooled.internalUrl).port
      await pooled.close()
      pooled = await startService(next)
      await untilReady([pooled.url])
    },
    async stopControlPlane() {
      await controlPlane?.close()
      controlPlane = undefined
    },
    async startControlPlane(more = {}) {
      Object.assign(env, more)
      controlPlane = await startControlPlane(readControlPlaneConfig(env))
    },
    async [Symbol.asyncDispose]() {
      for (const service of secondPaths) await service.close()
      await gateway.close()
      await controlPlane?.close()
      await tenants[Symbol.asyncDispose]()
      await pooled.close()
      await redis.stop()
      await postgres?.stop()
    },
  }
}

/** A slug that no other test uses. */
export function newSlug(): string {
  return `t-${randomBytes(5).toString('hex')}`
}

/** All parts except the control plane listen on free ports, which are known once they listen. */
async function networkEnv(id: string, databaseUrl: string, redisUrl: string) {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    GATEWAY_DRAIN_MS: '500',
    CONTROL_PLANE_DATABASE: `control_plane_${id}`,
    ...platformEnv({
      ...{ databaseUrl, redisUrl, baseDomain: `net-${id}.localhost` },
      secrets: secretVariables(await newPlatformSecrets()),
      ports: { ...anyPorts, CONTROL_PLANE_PORT: await freePort() },
    }),
    TENANT_URL: 'http://{host}',
  }
}

/** On a busy machine, starting two processes may take longer than a call waits. */
async function expectActive(operate: Network['operate'], slug: string): Promise<void> {
  const { body } = await operate('GET', `/v1/tenants/${slug}`)
  if ((body as { status?: string }).status !== 'active') throw new Error(`${slug} is not active`)
}
