import { NullCacheAdapter } from '@mikro-orm/core'
import { type EntitySchema, MikroORM, type Options } from '@mikro-orm/postgresql'
import { createTenantDialect, type TenantDialectOptions } from '../scope/tenant-dialect.ts'
import { BoundPostgreSqlDriver } from '../sql/bound-driver.ts'
import { tenantFilter, tenantFilterName } from './tenant-entity.ts'
import { TenantSqlEntityManager } from './tenant-entity-manager.ts'
import { TenantGuard } from './tenant-guard.ts'

export interface TenantOrmOptions extends TenantDialectOptions {
  entities: EntitySchema[]
}

/** The second wall as options of the ORM: the filter on reads, the guard on writes. */
const ormWall = { filters: { [tenantFilterName]: tenantFilter }, subscribers: [new TenantGuard()] }

/**
 * The one ORM for all tenants. `wall` exists for the tests that examine the other walls alone. Nothing is
 * cached between units of work, because a result cache distinguishes keys, not tenants.
 */
export function createTenantOrm(
  { entities, ...dialect }: TenantOrmOptions,
  wall: Pick<Options, 'filters' | 'subscribers' | 'resultCache'> = ormWall,
): Promise<MikroORM> {
  return MikroORM.init({
    resultCache: { adapter: NullCacheAdapter },
    ...wall,
    entities,
    driver: BoundPostgreSqlDriver,
    entityManager: TenantSqlEntityManager,
    dbName: 'chosen-by-the-scope',
    driverOptions: createTenantDialect(dialect),
    autoJoinRefsForFilters: false,
    ensureDatabase: false,
  })
}
