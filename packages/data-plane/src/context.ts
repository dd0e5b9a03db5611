import { createPasswords, type Passwords } from '@mt/credentials/passwords/passwords'
import { createAssertionVerifier, type VerifyAssertion } from '@mt/shared/assertion'
import { importVerifyingKeys } from '@mt/shared/keys'
import { createLogger, type Logger } from '@mt/shared/logger'
import { ConnectionPools } from '@mt/tenancy/connections/connection-pools'
import { createConnectionTargets } from '@mt/tenancy/connections/connection-targets'
import { createProvisioner, type Provisioner } from '@mt/tenancy/provisioning/provisioner'
import { createTenancy, type Tenancy } from '@mt/tenancy/scope/tenancy'
import type { Redis } from 'ioredis'
import { Registry } from 'prom-client'
import type { Config } from './config.ts'
import { onlyOwnTenant } from './http/only-own-tenant.ts'
import { createIdempotency, type Idempotency } from './idempotency/idempotency.ts'
import type { InternalCallers } from './internal/require-capability.ts'
import { connectProcesses } from './live/connect-processes.ts'
import type { TenantSignals } from './live/tenant-signals.ts'
import { createPostgresProbe, type PostgresState } from './postgres-state.ts'
import type { ServiceTables } from './service-tables.ts'

/** The parts of a service, built once from its configuration and passed down. */
export interface ServiceContext {
  logger: Logger
  metrics: Registry
  /** Checks that a request comes from the gateway, and names its tenant. */
  verifyAssertion: VerifyAssertion
  internalCallers: InternalCallers
  /** The only way to tenants' data. */
  tenancy: Tenancy
  /** The database server of a dedicated service, which no other service shares; undefined for a pooled one. */
  ownDatabase: { state(): Promise<PostgresState> } | undefined
  provisioner: Provisioner
  /** Announces changes to the other processes, and receives theirs. */
  signals: TenantSignals
  /** Hashes and checks passwords; nothing else in this process does. */
  passwords: Passwords
  /** For routes that must not be repeated. */
  idempotency: Idempotency
  /** For counts that all processes share; undefined if there is only one process. */
  redis: Redis | undefined
  /** Where the built pages are, if the service has any. */
  pagesFolder: string | undefined
  /** Aborted when the service stops, for work that would not end otherwise. */
  stopping: AbortSignal
  stop(): void
  close(): Promise<void>
}

/**
 * How long a request waits for a connection, and how long opening one may take. A busy server may take
 * seconds to accept a login without being down; a request is better delayed than refused.
 */
const acquireTimeoutMs = 10_000

export async function createContext(
  definition: ServiceTables & { name: string },
  config: Config,
): Promise<ServiceContext> {
  const { service, data, keys } = config
  const { name, entities, migrations, referenceMigrations = [] } = definition
  const logger = createLogger(name, service.logLevel)
  const targets = createConnectionTargets(data)
  const previous = createConnectionTargets({ ...data, clusters: data.previousClusters })
  const pools = new ConnectionPools({
    maxConnections: data.maxConnections,
    acquireTimeoutMs,
    idleTimeoutMs: 10_000,
    applicationName: name,
    onIdleError: (error) => logger.warn({ reason: error.message }, 'lost an idle connection'),
  })
  const { signals, redis, close: leaveProcesses } = connectProcesses(name, config.redis, logger)
  const { audience, tenantId } = service
  const assertionKeys = await importVerifyingKeys(keys.assertion)
  const verifyAssertion = createAssertionVerifier(assertionKeys, audience)
  const internalKeys = await importVerifyingKeys(keys.internal)
  const stopping = new AbortController()
  const tenancy = await createTenancy({ entities, pools, targets })
  const passwords = createPasswords()
  return {
    logger,
    metrics: new Registry(),
    verifyAssertion: onlyOwnTenant(verifyAssertion, tenantId),
    internalCallers: { keys: internalKeys, service: audience, tenantId },
    tenancy,
    ownDatabase: tenantId === undefined ? undefined : ownDatabaseOf(data.clusters),
    provisioner: await createProvisioner({
      database: data.database,
      migrations,
      referenceMigrations,
      pools,
      targets,
      previous,
    }),
    signals,
    passwords,
    idempotency: createIdempotency(data.roleSecret),
    redis,
    pagesFolder: config.pagesFolder,
    stopping: stopping.signal,
    stop: () => stopping.abort(),
    async close() {
      leaveProcesses()
      await passwords.close()
      await tenancy.close()
      await pools.closeAll()
    },
  }
}

/** A dedicated service has one cluster. */
function ownDatabaseOf(clusters: Config['data']['clusters']): ServiceContext['ownDatabase'] {
  const [url] = Object.values(clusters)
  if (url === undefined) return undefined
  const { hostname, port } = new URL(url)
  return { state: createPostgresProbe({ host: hostname, port: Number(port || 5432) }) }
}
