import type { EntitySchema } from '@mikro-orm/core'
import { type Assertion, createAssertionVerifier, type VerifyAssertion } from '@mt/shared/assertion'
import { importVerifyingKeys } from '@mt/shared/keys'
import { createLogger, type Logger } from '@mt/shared/logger'
import { ConnectionPools } from '@mt/shared/tenancy/connection-pools'
import { createConnectionTargets } from '@mt/shared/tenancy/connection-targets'
import { createProvisioner, type Provisioner } from '@mt/shared/tenancy/provision/provisioner'
import type { MigrationClass } from '@mt/shared/tenancy/provision/tenant-migrations'
import { createTenancy, type Tenancy } from '@mt/shared/tenancy/tenancy'
import { Registry } from 'prom-client'
import type { Config } from './config.ts'
import { entities } from './entities.ts'
import { onlyOwnTenant } from './http/only-own-tenant.ts'
import type { InternalCallers } from './internal/require-internal-call.ts'
import { connectProcesses } from './live/among-processes.ts'
import type { TenantSignals } from './live/tenant-signals.ts'
import { migrations, referenceMigrations } from './migrations/index.ts'
import type { LoginAttempts } from './users/login-attempts.ts'

/** What the service is made of, built once from its configuration and passed down. */
export interface PollsContext {
  logger: Logger
  metrics: Registry
  /** Checks that a request comes from the gateway and whose it is. */
  verifyAssertion: VerifyAssertion
  internalCallers: InternalCallers
  /** The only way to tenants' data. */
  tenancy: Tenancy
  provisioner: Provisioner
  /** Tells the other processes what changed, and hears it from them. */
  signals: TenantSignals
  /** Counts what speaks for guessing passwords. */
  loginAttempts: LoginAttempts
  /** Where the built pages lie. */
  pages: Config['pages']
  /** Aborted when the service stops: what would go on for ever ends. */
  stopping: AbortSignal
  stop(): void
  close(): Promise<void>
}

/** The tenant that the gateway vouched for. */
export type RequestTenant = Assertion

/** What the service keeps for each tenant, and for all of them together. */
export interface PollsTables {
  entities: EntitySchema[]
  migrations: readonly MigrationClass[]
  referenceMigrations: readonly MigrationClass[]
}

/** Builds the context. `tables` are the service's own, but where a test wants another version of it. */
export async function createContext(
  config: Config,
  tables: PollsTables = { entities, migrations, referenceMigrations },
): Promise<PollsContext> {
  const { service, data, keys } = config
  const logger = createLogger('polls', service.logLevel)
  const targets = createConnectionTargets(data)
  const pools = new ConnectionPools({
    maxConnections: data.maxConnections,
    acquireTimeoutMs: 1_500,
    idleTimeoutMs: 10_000,
    applicationName: 'polls',
    onIdleError: (error) => logger.warn({ reason: error.message }, 'lost an idle connection'),
  })
  const { signals, loginAttempts, close: leaveProcesses } = connectProcesses(config.redis, logger)
  const { audience, tenantId } = service
  const assertionKeys = await importVerifyingKeys(keys.assertion)
  const verifyAssertion = createAssertionVerifier(assertionKeys, audience)
  const internalKeys = await importVerifyingKeys(keys.internal)
  const stopping = new AbortController()
  const tenancy = await createTenancy({ entities: tables.entities, pools, targets })
  return {
    logger,
    metrics: new Registry(),
    verifyAssertion: onlyOwnTenant(verifyAssertion, tenantId),
    internalCallers: { keys: internalKeys, service: audience, tenantId },
    tenancy,
    provisioner: await createProvisioner({
      database: data.database,
      migrations: tables.migrations,
      referenceMigrations: tables.referenceMigrations,
      pools,
      targets,
    }),
    signals,
    loginAttempts,
    pages: config.pages,
    stopping: stopping.signal,
    stop: () => stopping.abort(),
    async close() {
      leaveProcesses()
      await tenancy.close()
      await pools.closeAll()
    },
  }
}
