import { Migrator } from '@mikro-orm/migrations'
import { MikroORM, type Options } from '@mikro-orm/postgresql'
import type { Logger } from '@mt/shared/logger'
import { codeDriverErrors } from '@mt/tenancy/connections/code-driver-errors'
import { BoundPostgreSqlDriver } from '@mt/tenancy/sql/bound-driver'
import type pg from 'pg'
import { type DatabaseConfig, databaseUrl } from './create-database.ts'
import { migrations } from './migrations/index.ts'
import { releaseLostClients } from './release-lost-clients.ts'
import { controlPlaneSchema } from './schema.ts'

/** The ORM over the control plane's database. It never makes a database, and connects when first used. */
export function openOrm(
  config: DatabaseConfig,
  logger: Logger,
  entities: NonNullable<Options['entities']>,
) {
  return MikroORM.init({
    driver: BoundPostgreSqlDriver,
    clientUrl: databaseUrl(config),
    entities,
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
      onPoolCreated(pool: pg.Pool) {
        releaseLostClients(pool)
        codeDriverErrors(pool)
      },
    },
    logger: (message) => logger.debug(message),
  })
}

export type Orm = Awaited<ReturnType<typeof openOrm>>

/** What asks the database, and nothing else. */
export interface WithOrm {
  orm: Orm
}
