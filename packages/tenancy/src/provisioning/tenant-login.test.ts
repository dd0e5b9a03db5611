import { ownerRole, poolLoginRole, servingRole } from '@mt/shared/roles'
import { testServers } from '@mt/shared/testing/servers'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TenantIdentity } from '../scope/open-scope.ts'
import { quoteName } from '../sql/sql.ts'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'

let kit: TenancyTestKit
let tenant: TenantIdentity
beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
  tenant = await kit.tenant('database')
})
afterAll(() => kit[Symbol.asyncDispose]())

/** The tenant's own login, in a database of its choice. */
async function enter(database: string, of = tenant): Promise<pg.Client> {
  const client = new pg.Client({ ...kit.targets.serving(of.placement), database })
  client.on('error', () => {})
  await client.connect()
  return client
}

describe('the login of a tenant in a database of its own', () => {
  it('enters that database, and no other', async () => {
    const neighbour = await kit.tenant('database')
    const own = await enter(tenant.placement.database)
    await own.end()
    const others = ['postgres', 'template1', kit.database, neighbour.placement.database]
    for (const database of others) {
      await expect(enter(database)).rejects.toThrow(/permission denied for database/)
    }
  })

  it('enters no database that the inventory does not list', async () => {
    const { clusters } = await kit.provisioner.inventory()
    const open = clusters[0]?.openDatabases
    expect(open).not.toEqual(expect.arrayContaining(['postgres']))
    await kit.asSuperuser('postgres', `create database ${kit.database}_open`)
    try {
      const { clusters: later } = await kit.provisioner.inventory()
      expect(later[0]?.openDatabases).toContain(`${kit.database}_open`)
    } finally {
      await kit.asSuperuser('postgres', `drop database ${kit.database}_open`)
    }
  })

  it('is kept out where earlier logins still come in', async () => {
    const name = `${kit.database}_maintenance`
    await kit.asSuperuser('postgres', `create role ${name} login password 'x'`)
    await kit.asSuperuser('postgres', `create database ${name}`)
    const url = new URL(testServers().databaseUrl)
    url.pathname = `/${name}`
    const options = { entities: [Note], migrations: [CreateNotes] }
    const other = await tenancyTestKit({ url: url.href, ...options })
    const monitor = new pg.Client({ ...other.targets.owner('c1'), user: name, password: 'x' })
    await monitor.connect()
    await monitor.end()
    const { placement } = await other.tenant('database')
    const intruder = new pg.Client({ ...other.targets.serving(placement), database: name })
    await expect(intruder.connect()).rejects.toThrow(/permission denied for database/)
    await other[Symbol.asyncDispose]()
    await kit.asSuperuser('postgres', `drop database ${name} with (force)`)
    await kit.asSuperuser('postgres', `drop owned by ${name}; drop role ${name}`)
  })
})

describe('locks that a tenant’s login takes', () => {
  let hostile: pg.Client[]
  beforeEach(() => {
    hostile = []
  })
  afterEach(async () => {
    await Promise.all(hostile.map((client) => client.end()))
  })

  /** Takes every advisory lock that somebody could wait for, and tries to take the package's own locks. */
  async function lockAll(client: pg.Client): Promise<void> {
    hostile.push(client)
    await client.query('begin')
    await client.query('select pg_advisory_lock(n) from generate_series(-50, 50) n')
    const { database } = kit
    for (const name of [
      'place shared',
      'place tenant',
      `database ${database}`,
      `roles of ${database}`,
      `template of ${database}`,
      `tenant ${tenant.tenantId}`,
    ]) {
      await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name])
    }
    const roles = [
      ownerRole(database),
      poolLoginRole(database),
      `${database}_shared`,
      servingRole(tenant.placement),
    ]
    for (const role of roles) {
      await client.query('savepoint before')
      const commented = client.query(`comment on role ${quoteName(role)} is 'mine'`)
      await expect(commented).rejects.toThrow(/permission denied|must have/)
      await client.query('rollback to before')
    }
  }

  it('keep no service from starting, and no tenant from its placement', async () => {
    const shared = await kit.tenant('shared')
    const pooled = await enter(kit.database, shared)
    await pooled.query(`set role ${quoteName(servingRole(shared.placement))}`)
    await lockAll(pooled)
    await lockAll(await enter(tenant.placement.database))
    await kit.provisioner.prepare()
    await kit.provisioner.tidy()
    for (const each of [shared, tenant]) {
      await kit.provisioner.provision(each)
      await kit.provisioner.migrate(each.placement)
      expect(await kit.provisioner.drift(each.placement)).toEqual([])
    }
    await kit.tenants()
  })

  it('keep no tenant from being removed', async () => {
    const gone = await kit.tenant('database')
    await lockAll(await enter(gone.placement.database, gone))
    await kit.provisioner.deprovision(gone)
    expect(await kit.provisioner.scan(gone)).toEqual([])
  })
})

describe('work under the lock of a role', () => {
  it('waits for its holder, and fails when that takes too long', async () => {
    const schema = await kit.tenant('schema')
    const other = new pg.Client(kit.targets.owner('c1'))
    await other.connect()
    const role = quoteName(servingRole(schema.placement))
    await other.query(`begin; comment on role ${role} is 'being worked at'`)
    const migrating = kit.provisioner.migrate(schema.placement)
    await expect(migrating).rejects.toThrow(/another process holds the lock of the role/)
    await other.query('commit')
    await kit.provisioner.migrate(schema.placement)
    const { rows } = await other.query(
      `select shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = $1`,
      [servingRole(schema.placement)],
    )
    expect(rows).toEqual([{ comment: 'being worked at' }])
    await other.end()
  })
})
