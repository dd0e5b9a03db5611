import type { EntityManager, EntitySchema, MikroORM } from '@mikro-orm/postgresql'
import type { Transaction } from 'kysely'
import type { ConnectionPools } from '../connections/connection-pools.ts'
import type { ConnectionTargets } from '../connections/connection-targets.ts'
import { tenantFilterName } from '../orm/tenant-entity.ts'
import { createTenantOrm } from '../orm/tenant-orm.ts'
import { type TenantEntityManager, verbsOf } from '../orm/tenant-verbs.ts'
import { bindSql, type ScopedSql } from '../sql/scoped-query.ts'
import {
  type CurrentScope,
  createCurrentScope,
  type ScopeMode,
  type TenantIdentity,
} from './open-scope.ts'
import { KitQuery, ScopedConnection } from './scoped-connection.ts'

/** One unit of work of one tenant: a transaction that can reach only this tenant. */
export interface TenantScope {
  readonly tenantId: string
  readonly em: TenantEntityManager
  /** Runs one SQL statement made with `sql` and `table` of scoped-query.ts. */
  query<Row>(statement: ScopedSql): Promise<Row[]>
}

/**
 * The only way to a tenant's data. `read` and `write` run `work` in one transaction, commit when it resolves
 * and roll back when it throws; what `work` leaves running gets no connection afterwards. Throws
 * PlacementStale if the tenant is not where `tenant` says.
 */
export interface Tenancy {
  /** For reading. The database refuses writes. */
  read<T>(tenant: TenantIdentity, work: (scope: TenantScope) => Promise<T>): Promise<T>
  /** For changes. The tenant cannot be moved or fenced before it ends. */
  write<T>(tenant: TenantIdentity, work: (scope: TenantScope) => Promise<T>): Promise<T>
  /**
   * Runs statements that are all known beforehand as one unit of work, in one round trip and without the
   * ORM, for the most frequent requests. Resolves to the rows of each. Filter and guard are replaced by the
   * SQL that scoped-query.ts binds to the tenant; the database's wall is the same.
   */
  runAll(
    tenant: TenantIdentity,
    mode: ScopeMode,
    statements: readonly ScopedSql[],
  ): Promise<unknown[][]>
  close(): Promise<void>
}

export interface TenancyOptions {
  entities: EntitySchema[]
  pools: ConnectionPools
  targets: ConnectionTargets
}

export async function createTenancy({
  entities,
  pools,
  targets,
}: TenancyOptions): Promise<Tenancy> {
  const current = createCurrentScope()
  const orm = await createTenantOrm({ entities, pools, targets, current })
  const run = runInScope(orm, current)
  return {
    read: (tenant, work) => run('read', tenant, work),
    write: (tenant, work) => run('write', tenant, work),
    runAll: runAllIn({ pools, targets }),
    close: () => orm.close(),
  }
}

function runInScope(orm: MikroORM, current: CurrentScope) {
  return async function run<T>(
    mode: ScopeMode,
    tenant: TenantIdentity,
    work: (scope: TenantScope) => Promise<T>,
  ): Promise<T> {
    const scope = { tenant, mode, open: true }
    return current.run(scope, async () => {
      const em = orm.em.fork({ schema: tenant.placement.schema })
      em.setFilterParams(tenantFilterName, { tenantId: tenant.tenantId })
      try {
        await em.begin()
        return await settle(em, () => work(tenantScope(em, tenant)))
      } finally {
        scope.open = false
      }
    })
  }
}

function runAllIn({
  pools,
  targets,
}: Pick<TenancyOptions, 'pools' | 'targets'>): Tenancy['runAll'] {
  return async function runAll(tenant, mode, statements) {
    const { tenantId, placement } = tenant
    const owner = { schema: placement.schema, tenantId }
    const bound = statements.map((statement) => bindSql(statement, owner))
    const held = await pools.acquire(targets.serving(placement), tenantId)
    const connection = new ScopedConnection(held, { tenant, mode, open: true })
    try {
      return await connection.runWhole(bound)
    } finally {
      connection.release()
    }
  }
}

async function settle<T>(em: EntityManager, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work()
    await em.commit()
    return result
  } catch (error) {
    if (em.isInTransaction()) await em.rollback().catch(() => {}) // a lost connection is rolled back by its server
    throw error
  }
}

function tenantScope(em: EntityManager, { tenantId, placement }: TenantIdentity): TenantScope {
  return {
    tenantId,
    em: verbsOf(em, tenantId),
    async query<Row>(statement: ScopedSql) {
      const bound = bindSql(statement, { schema: placement.schema, tenantId })
      const transaction: Transaction<unknown> | undefined = em.getTransactionContext()
      if (!transaction) throw new Error('the unit of work has ended')
      const { rows } = await transaction.executeQuery<Row>(new KitQuery(bound))
      return rows
    },
  }
}
