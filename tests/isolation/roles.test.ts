import { newId } from '@mt/shared/ids'
import { isolationModels } from '@mt/shared/placement'
import { loginRole, servingRole } from '@mt/shared/roles'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseAlone, type Weakened } from './walls.ts'

let weakened: Weakened
const tenants = new Map<string, TenantIdentity>()

beforeAll(async () => {
  weakened = await databaseAlone()
  for (const model of isolationModels) tenants.set(model, await weakened.tenant(model))
})
afterAll(() => weakened[Symbol.asyncDispose]())

describe.each(isolationModels)('the roles of the model %s', (model) => {
  const tenant = () => tenants.get(model) as TenantIdentity
  const logIn = (database = tenant().placement.database) =>
    connect({ ...weakened.kit.targets.serving(tenant().placement), database })

  it('own nothing and bypass nothing', async () => {
    const names = [loginRole(tenant().placement), servingRole(tenant().placement)]
    const roles = await weakened.kit.asSuperuser<Record<string, unknown>>(
      tenant().placement.database,
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit,
        rolcanlogin and rolname <> '${names[0]}' as logs_in,
        exists(select from pg_class where relowner = r.oid) as owns
       from pg_roles r where rolname in (${names.map((name) => `'${name}'`).join(', ')})`,
    )
    expect(roles.length).toBeGreaterThan(0)
    for (const role of roles) expect(Object.values(role)).not.toContain(true)
  })

  it('see no row before a tenant is set', async () => {
    const rows = await onConnection(logIn(), (client) =>
      client.query(`select * from "${tenant().placement.schema}".polls`),
    )
    expect(rows).toSatisfy(isEmptyOrRefused)
  })

  it.each(['postgres', 'template1'])('cannot do anything in the database %s', async (database) => {
    const made = await onConnection(logIn(database), async (client) => {
      await client.query('create table mine (id int)')
      return client.query('table mine')
    })
    expect(made).toBeInstanceOf(Error)
  })

  it('cannot connect to the database of another tenant', async () => {
    const other = await weakened.tenant('database')
    const entered = await onConnection(logIn(other.placement.database), (client) =>
      client.query('select 1'),
    )
    expect(entered).toMatchObject({ message: expect.stringMatching(/permission denied/) })
  })

  it.each([
    'create schema mine',
    'create table public.mine (id int)',
    'create temporary table mine (id int)',
    'create role mine',
    'create extension dblink',
    "copy (select 1) to program 'true'",
    "select pg_read_file('/etc/hostname')",
    'insert into reference.poll_templates select * from reference.poll_templates',
  ])('cannot %s', async (statement) => {
    const { schema } = tenant().placement
    const done = weakened.as(tenant(), schema, (em) => em.execute(statement))
    await expect(done).rejects.toThrow(/permission denied|must be superuser|only roles with/i)
  })

  it('cannot move or unfence themselves', async () => {
    const { schema } = tenant().placement
    for (const change of ["state = 'serving'", 'epoch = 9', 'tenant_id = gen_random_uuid()']) {
      const done = weakened.as(tenant(), schema, (em) =>
        em.execute(`update "${schema}".placements set ${change}`),
      )
      await expect(done).rejects.toThrow(/permission denied/)
    }
  })

  it('cannot see the history of the schema', async () => {
    const { schema } = tenant().placement
    const seen = weakened.as(tenant(), schema, (em) =>
      em.execute(`select * from "${schema}".mikro_orm_migrations`),
    )
    await expect(seen).rejects.toThrow(/permission denied/)
  })
})

describe('grants alone, with every policy off', () => {
  it('open a schema only to its tenant', async () => {
    const me = await weakened.tenant('schema')
    const { placement } = await weakened.tenant('schema')
    await weakened.kit.asSuperuser(
      placement.database,
      `alter table "${placement.schema}".polls no force row level security;
       alter table "${placement.schema}".polls disable row level security`,
    )
    for (const statement of ['select * from', 'delete from', 'update']) {
      const set = statement === 'update' ? ' set question = question' : ''
      const reached = weakened.as(me, placement.schema, (em) =>
        em.execute(`${statement} "${placement.schema}".polls${set}`),
      )
      await expect(reached).rejects.toThrow(/permission denied/)
    }
  })
})

describe('policies alone', () => {
  it('bind the owner of the tables too', async () => {
    const { placement } = tenants.get('schema') as TenantIdentity
    const { schema, database } = placement
    const stray = newId()
    await weakened.kit.asSuperuser(
      database,
      `insert into "${schema}".users (tenant_id, id, username, email, password_hash, created_at)
         values ('${stray}', '${stray}', 'stray', 'a@example.org', 'x', now())`,
    )
    const owned = await onConnection(
      connect(weakened.kit.targets.owner('c1', database)),
      async (client) => {
        await client.query(`set role "${database}_owner"`)
        return client.query(`select * from "${schema}".users`)
      },
    )
    expect(owned).toEqual([])
  })

  it('show nothing, without errors, after a tenant’s transaction', async () => {
    const { placement, tenantId } = tenants.get('database') as TenantIdentity
    const seen = await onConnection(
      connect(weakened.kit.targets.serving(placement)),
      async (client) => {
        await client.query(`begin; set local app.tenant_id = '${tenantId}'; commit`)
        return client.query(`select * from "${placement.schema}".polls`)
      },
    )
    expect(seen).toEqual([])
  })
})

describe('the login role of the pool', () => {
  it('can do nothing on its own', async () => {
    const { placement } = tenants.get('schema') as TenantIdentity
    for (const schema of ['shared', placement.schema]) {
      const seen = await onConnection(connect(weakened.kit.targets.serving(placement)), (client) =>
        client.query(`select * from "${schema}".polls`),
      )
      expect(seen).toMatchObject({ message: expect.stringMatching(/permission denied/) })
    }
  })

  it('cannot become the owner', async () => {
    const { placement } = tenants.get('schema') as TenantIdentity
    const become = await onConnection(connect(weakened.kit.targets.serving(placement)), (client) =>
      client.query(`set role "${placement.database}_owner"`),
    )
    expect(become).toMatchObject({ message: expect.stringMatching(/permission denied/) })
  })

  /** A limit that docs/security.md states: this is why only the kit may write SQL. */
  it('can become any tenant of the pooled database with arbitrary SQL', async () => {
    const me = tenants.get('shared') as TenantIdentity
    const they = tenants.get('schema') as TenantIdentity
    const role = servingRole(they.placement)
    const become = weakened.as(me, 'shared', (em) => em.execute(`set local role "${role}"`))
    await expect(become).resolves.toBeDefined()
  })
})

function connect(target: pg.ClientConfig): pg.Client {
  return new pg.Client(target)
}

async function onConnection(
  client: pg.Client,
  work: (client: pg.Client) => Promise<pg.QueryResult>,
): Promise<unknown[] | Error> {
  try {
    await client.connect()
    return (await work(client)).rows
  } catch (error) {
    return error as Error
  } finally {
    await client.end().catch(() => {})
  }
}

function isEmptyOrRefused(seen: unknown[] | Error): boolean {
  return seen instanceof Error ? /permission denied/.test(seen.message) : seen.length === 0
}
