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

/** The walls around an attacker. */
export type Standing = 'no wall' | 'the ORM alone' | 'the database alone'

/** A data plane for tests, in which walls can be removed. No service can do that. */
export interface Weakened extends AsyncDisposable {
  readonly kit: TenancyTestKit
  /** The source of its scopes' connections. */
  readonly pools: ConnectionPools
  tenant(model: IsolationModel): Promise<TenantIdentity>
  /** Runs `work` in a scope of the tenant with what code behind this wall can reach, and commits. */
  as<T>(
    tenant: TenantIdentity,
    schema: string,
    work: (em: EntityManager) => Promise<T>,
    mode?: ScopeMode,
  ): Promise<T>
}

/** Only the scope's verbs, the filter and the guard: in the database every role may do everything. */
export async function ormAlone(): Promise<Weakened> {
  const kit = await pollsKit()
  return {
    kit,
    pools: kit.pools,
    tenant: (model) => openTenant(kit, model),
    async as(tenant, _, work) {
      // Methods that the verbs lack are missing at run time, too, so attacks that need them fail.
      return kit.tenancy.write(tenant, ({ em }) => work(em as unknown as EntityManager))
    },
    [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose](),
  }
}

/** Only roles, grants, policies and keys: code has an EntityManager without a filter, in any schema. */
export async function databaseAlone(connections = 20): Promise<Weakened> {
  return hostile(await pollsKit(), {}, connections)
}

/** No walls: an attack that fails here proves nothing. */
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
 * Removes roles, grants and policies at once, because they do not bind a superuser, which the tenant's role
 * becomes, and also the key that keeps a choice from referring to another tenant's poll.
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
