import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import type { Logger } from '@mt/shared/logger'
import { ApiKey } from '../api-keys/api-key.entity.ts'
import { AuditEntry } from '../audit/audit-entry.entity.ts'
import type { Config } from '../config.ts'
import { FleetResult } from '../fleet/fleet-result.entity.ts'
import { FleetRun } from '../fleet/fleet-run.entity.ts'
import { IdempotencyKey } from '../http/guards/idempotency-key.entity.ts'
import { Operation } from '../operations/record/operation.entity.ts'
import { Plan } from '../plans/plan.entity.ts'
import { RegistryChange } from '../registry/registry-change.entity.ts'
import { Session } from '../sessions/session.entity.ts'
import { Domain } from '../tenants/domain.entity.ts'
import { PurgeReceipt } from '../tenants/purge-receipt.entity.ts'
import { Tenant } from '../tenants/tenant.entity.ts'
import { UsageDay } from '../usage/usage-day.entity.ts'
import { databaseUrl } from './create-database.ts'
import { migrations } from './migrations/index.ts'
import { releaseLostClients } from './release-lost-clients.ts'
import { controlPlaneSchema } from './schema.ts'

/** The ORM over the control plane's database. It never makes a database, and connects when first used. */
export function openOrm(config: Config['database'], logger: Logger) {
  return MikroORM.init({
    clientUrl: databaseUrl(config),
    entities: [
      ...[Tenant, Domain, Operation, PurgeReceipt, RegistryChange, AuditEntry],
      ...[ApiKey, Session, IdempotencyKey, Plan, UsageDay],
      ...[FleetRun, FleetResult],
    ],
    schema: controlPlaneSchema,
    extensions: [Migrator],
    ensureDatabase: false,
    migrations: {
      migrationsList: migrations,
      tableName: 'migrations',
      schema: controlPlaneSchema,
      snapshot: false,
      silent: true,
    },
    pool: { max: config.maxConnections },
    driverOptions: {
      application_name: 'control-plane',
      connectionTimeoutMillis: config.acquireTimeoutMs,
      statement_timeout: config.statementTimeoutMs,
      idle_in_transaction_session_timeout: config.statementTimeoutMs,
      keepAlive: true,
      onPoolCreated: releaseLostClients,
    },
    logger: (message) => logger.debug(message),
  })
}

export type Orm = Awaited<ReturnType<typeof openOrm>>
