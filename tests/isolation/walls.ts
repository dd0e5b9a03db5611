import { MemoryCacheAdapter } from '@mikro-orm/core'
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { entities } from '@mt/polls/entities'
import { migrations, referenceMigrations } from '@mt/polls/migrations/index'
import type { IsolationModel } from '@mt/shared/placement'
import { servingRole } from '@mt/shared/roles'
import { testServers } from '@mt/shared/testing/servers'
import { ConnectionPools } from '@mt/tenancy/connections/connection-pools'
import { createTenantOrm } from '@mt/tenancy/orm/tenant-orm'
import {
  createCurrentScope,
  type ScopeMode,
  type TenantIdentity,
} from '@mt/tenancy/scope/open-scope'
import { quoteName } from '@mt/tenancy/sql/sql'
import { type TenancyTestKit, tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'

/** Which walls stand around an attacker. */
export type Standing = 'no wall' | 'the ORM alone' | 'the database alone'

/** A data plane of a test's own, in which walls can be taken down. No service has such a thing. */
export interface Weakened extends AsyncDisposable {
  readonly kit: TenancyTestKit
  /** Where its scopes get their connections. */
  readonly pools: ConnectionPools
  tenant(model: IsolationModel): Promise<TenantIdentity>
  /** Runs `work` in a scope of the tenant, commits, and gives it what code behind this wall can reach. */
  as<T>(
    tenant: TenantIdentity,
    schema: string,
    work: (em: EntityManager) => Promise<T>,
    mode?: ScopeMode,
  ): Promise<T>
}

/** Only the scope's verbs, the filter and the guard: the database lets every role do everything. */
export async function ormAlone(): Promise<Weakened> {
  const kit = await pollsKit()
  return {
    kit,
    pools: kit.pools,
    tenant: (model) => openTenant(kit, model),
    async as(tenant, _, work) {
      // What verbs lack is missing at run time too: attacks that need it find nothing there.
      return kit.tenancy.write(tenant, ({ em }) => work(em as unknown as EntityManager))
    },
    [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose](),
  }
}

/** Only roles, grants, policies and keys: code holds an EntityManager without a filter, in any schema. */
export async function databaseAlone(connections = 20): Promise<Weakened> {
  return hostile(await pollsKit(), {}, connections)
}

/** Nothing: what does not come through here is no attack. */
export async function noWall(): Promise<Weakened> {
  const kit = await pollsKit()
  const open = await hostile(kit, { resultCache: { adapter: MemoryCacheAdapter } })
  return { ...open, tenant: (model) => openTenant(kit, model) }
}

function pollsKit(): Promise<TenancyTestKit> {
  const url = testServers().databaseUrl
  return tenancyTestKit({ url, entities, migrations, referenceMigrations })
}

async function hostile(
  kit: TenancyTestKit,
  wall: Parameters<typeof createTenantOrm>[1],
  maxConnections = 20,
): Promise<Weakened> {
  const current = createCurrentScope()
  const { targets } = kit
  const pools = new ConnectionPools({
    maxConnections,
    acquireTimeoutMs: 60_000,
    idleTimeoutMs: 5_000,
    applicationName: 'isolation',
    onIdleError: () => {},
  })
  const orm = await createTenantOrm({ entities, pools, targets, current }, wall)
  return {
    kit,
    pools,
    tenant: kit.tenant,
    async as(tenant, schema, work, mode = 'write') {
      const scope = { tenant, mode, open: true }
      return current
        .run(scope, () => unfiltered(orm, schema, work))
        .finally(() => {
          scope.open = false
        })
    },
    async [Symbol.asyncDispose]() {
      await orm.close()
      await pools.closeAll()
      await kit[Symbol.asyncDispose]()
    },
  }
}

async function unfiltered<T>(
  orm: MikroORM,
  schema: string,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  const em = orm.em.fork({ schema })
  await em.begin()
  try {
    const result = await work(em)
    await em.commit()
    return result
  } catch (error) {
    if (em.isInTransaction()) await em.rollback()
    throw error
  }
}

async function openTenant(kit: TenancyTestKit, model: IsolationModel) {
  const tenant = await kit.tenant(model)
  await openDatabase(kit, tenant)
  return tenant
}

/**
 * Takes roles, grants and policies down at once, since as a superuser the tenant's role is bound by none,
 * and with them the key that keeps a choice from pointing into another tenant's poll.
 */
async function openDatabase(kit: TenancyTestKit, { placement }: TenantIdentity): Promise<void> {
  const role = quoteName(servingRole(placement))
  await kit.asSuperuser(
    placement.database,
    `alter role ${role} superuser;
     alter table ${quoteName(placement.schema)}.choices
       drop constraint if exists choices_tenant_id_poll_id_foreign`,
  )
}
