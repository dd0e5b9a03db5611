import { randomBytes } from 'node:crypto'
import { readConfig as readControlPlaneConfig } from '@mt/control-plane/config'
import { startControlPlane } from '@mt/control-plane/start'
import { readConfig as readDataPlaneConfig } from '@mt/data-plane/config'
import type { ServiceDefinition } from '@mt/data-plane/service'
import type { ServiceTables } from '@mt/data-plane/service-tables'
import { startDataPlane } from '@mt/data-plane/start'
import { readConfig as readGatewayConfig } from '@mt/gateway/config'
import { startGateway } from '@mt/gateway/start'
import { anyPorts, platformEnv } from '@mt/infra/platform/platform-env'
import { newPlatformSecrets, secretVariables } from '@mt/infra/platform/platform-secrets'
import { freePort } from '@mt/infra/ports'
import { type LocalServer, type PostgresOptions, startPostgres } from '@mt/infra/postgres'
import { startRedis } from '@mt/infra/redis'
import { makeTenants } from '@mt/infra/tenants'
import { polls as pollsService } from '@mt/polls/service'
import type { Service } from '@mt/shared/service'
import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import { ownClusterUrl } from './dedicated/cluster-url.ts'
import { dropDatabases } from './drop-platform.ts'
import { type Network, reachNetwork } from './network.ts'
import { untilReady } from './until-ready.ts'

/** A network that a test may change, stop and start, and that it has to dispose of. */
export interface OwnNetwork extends Network, AsyncDisposable {
  readonly redis: LocalServer
  /** Only of a network that was given a PostgreSQL of its own. */
  readonly postgres: LocalServer | undefined
  /** Starts one more gateway with a service of its own behind it; they end with the network. */
  startSecondPath(): Promise<{ gatewayUrl: string }>
  /** Ends the pooled service and starts it again, at the same addresses, as a release with other tables. */
  releaseService(tables?: ServiceTables): Promise<void>
  stopControlPlane(): Promise<void>
  /** `more` are variables that it, and every one after it, gets besides or instead. */
  startControlPlane(more?: NodeJS.ProcessEnv): Promise<void>
}

export interface NetworkOptions {
  /** The service that stands where polls stands, and the program of a dedicated tenant's own. */
  service?: ServiceDefinition
  main?: string
  /** Tables other than the service's own. */
  tables?: ServiceTables
  /** A PostgreSQL that the test may kill, and set up as it likes. */
  ownPostgres?: boolean | Pick<PostgresOptions, 'settings'>
  /** Variables that the services get besides or instead. */
  env?: NodeJS.ProcessEnv
  /** Leaves its databases to the server, which ends next. */
  keepDatabases?: boolean
}

/** Starts a network of its own database and Redis. Tests that only call one take `sharedNetwork` (setup/). */
export async function startNetwork({
  ownPostgres = false,
  service = pollsService,
  main,
  tables,
  env: more = {},
  keepDatabases = ownPostgres !== false,
}: NetworkOptions = {}): Promise<OwnNetwork> {
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
    DATA_PLANE_DATABASE: newDatabaseName(service.name),
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
  await untilReady([gateway.url, env.CONTROL_PLANE_URL, pooled.url])

  return {
    ...reachNetwork({
      baseDomain: env.BASE_DOMAIN,
      gatewayUrl: gateway.url,
      controlPlaneUrl: env.CONTROL_PLANE_URL,
      serviceUrl: pooled.url,
      internalUrl: pooled.internalUrl,
      redisUrl: redis.url,
      opsKey: env.OPS_API_KEY,
      tenantsFolder: env.RUNTIME_FOLDER,
      runtimeSecret: env.RUNTIME_SECRET,
      signingKeys: { assertion: env.ASSERTION_SIGNING_KEY, internal: env.INTERNAL_SIGNING_KEY },
    }),
    ...{ redis, postgres },
    // The secret may change with the control plane's variables.
    clusterUrl(tenantId) {
      return ownClusterUrl({ folder: env.RUNTIME_FOLDER, secret: env.RUNTIME_SECRET }, tenantId)
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
      if (!keepDatabases) await dropDatabases(env)
      await redis.stop()
      await postgres?.stop()
    },
  }
}

/** All but the control plane listen wherever there is room: it is known where that is once they do. */
async function networkEnv(id: string, databaseUrl: string, redisUrl: string) {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    DOMAIN_PROOF: 'none',
    GATEWAY_DRAIN_MS: '500',
    CONTROL_PLANE_DATABASE: newDatabaseName('control_plane'),
    ...platformEnv({
      ...{ databaseUrl, redisUrl, baseDomain: `net-${id}.localhost` },
      secrets: secretVariables(await newPlatformSecrets()),
      ports: { ...anyPorts, CONTROL_PLANE_PORT: await freePort() },
    }),
    TENANT_URL: 'http://{host}',
  }
}
