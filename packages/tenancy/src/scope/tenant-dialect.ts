import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type TransactionSettings,
} from 'kysely'
import type { ConnectionPools } from '../connections/connection-pools.ts'
import type { ConnectionTargets } from '../connections/connection-targets.ts'
import { quoteName } from '../sql/sql.ts'
import { type CurrentScope, NoTenantScope } from './open-scope.ts'
import { ScopedConnection } from './scoped-connection.ts'

export interface TenantDialectOptions {
  pools: ConnectionPools
  targets: ConnectionTargets
  current: CurrentScope
}

/**
 * The dialect through which one ORM reaches every tenant's database: the open scope decides which.
 * Without a scope there is no connection, for EntityManager, QueryBuilder, Kysely and raw SQL alike.
 */
export function createTenantDialect(options: TenantDialectOptions): Dialect {
  return {
    createDriver: () => new TenantDriver(options),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  }
}

class TenantDriver implements Driver {
  readonly #options: TenantDialectOptions

  constructor(options: TenantDialectOptions) {
    this.#options = options
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const { pools, targets, current } = this.#options
    const scope = current.getStore()
    if (!scope?.open) throw new NoTenantScope('no tenant scope is open')
    const held = await pools.acquire(targets.serving(scope.tenant.placement), scope.tenant.tenantId)
    return new ScopedConnection(held, scope)
  }

  async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await scoped(connection).begin(settings.isolationLevel)
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await scoped(connection).commit()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await scoped(connection).rollback()
  }

  async savepoint(connection: DatabaseConnection, name: string, _: QueryCompiler['compileQuery']) {
    await scoped(connection).control(`savepoint ${quoteName(name)}`)
  }

  async rollbackToSavepoint(
    connection: DatabaseConnection,
    name: string,
    _: QueryCompiler['compileQuery'],
  ) {
    await scoped(connection).control(`rollback to ${quoteName(name)}`)
  }

  async releaseSavepoint(
    connection: DatabaseConnection,
    name: string,
    _: QueryCompiler['compileQuery'],
  ) {
    await scoped(connection).control(`release ${quoteName(name)}`)
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    scoped(connection).release()
  }

  /** The pools belong to the data plane, which closes them. */
  async destroy(): Promise<void> {}
}

function scoped(connection: DatabaseConnection): ScopedConnection {
  if (connection instanceof ScopedConnection) return connection
  throw new NoTenantScope('a connection of unknown origin')
}
