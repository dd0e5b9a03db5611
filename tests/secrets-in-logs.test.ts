import { randomBytes } from 'node:crypto'
import { type LocalServer, startPostgres } from '@mt/infra/postgres'
import { servingRole } from '@mt/shared/roles'
import { CreateNotes, Note } from '@mt/tenancy/testing/notes'
import { tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { newSlug } from './network.ts'
import { type OwnNetwork, startNetwork } from './own-network.ts'

/** The log of a PostgreSQL with common settings: every DDL, and each statement that fails. */
const settings = {
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_statement: 'ddl',
  log_rotation_age: '0',
  log_rotation_size: '0',
}

/** Runs SQL as the superuser. */
async function sql(url: string, database: string, text: string): Promise<pg.QueryResult> {
  const at = new URL(url)
  at.pathname = `/${database}`
  const client = new pg.Client({ connectionString: at.href })
  await client.connect()
  return client.query(text).finally(() => client.end())
}

/** Everything that the server has logged so far. */
async function logOf({ url }: LocalServer): Promise<string> {
  const mark = randomBytes(8).toString('hex')
  await sql(url, 'postgres', `create role mark_${mark}; drop role mark_${mark}`)
  return eventually(async () => {
    const read = `select pg_read_file(pg_current_logfile('jsonlog')) as text`
    const { rows } = await sql(url, 'postgres', read)
    const text = String(rows[0]?.text)
    if (!text.includes(mark)) throw new Error('the log is behind')
    return text
  })
}

/** Makes every insert into a table fail. */
async function breakTable(url: string, database: string, table: string): Promise<void> {
  await sql(
    url,
    database,
    `create or replace function public.fail() returns trigger language plpgsql
       as $$ begin raise exception 'broken by the test'; end $$;
     create trigger broken before insert on ${table} for each row execute function public.fail()`,
  )
}

describe('PostgreSQL’s log, when a statement with a password’s hash fails', () => {
  let network: OwnNetwork
  let postgres: LocalServer
  let database: (name: string) => Promise<string>

  beforeAll(async () => {
    network = await startNetwork({ ownPostgres: { settings } })
    if (!network.postgres) throw new Error('the network does not have its own PostgreSQL')
    postgres = network.postgres
    database = async (like) => {
      const found = `select datname from pg_database where datname like '${like}'`
      const { rows } = await sql(postgres.url, 'postgres', found)
      return String(rows[0]?.datname)
    }
  })
  afterAll(() => network[Symbol.asyncDispose]())

  it('has the statement of a sign-up without the hash', async () => {
    const tenant = await network.onboard({ isolation: 'shared' })
    await breakTable(postgres.url, await database('polls%'), 'shared.users')
    const body = {
      username: 'thor',
      email: 'thor@example.org',
      password: 'correct horse battery 9',
    }
    expect((await tenant.call('POST', '/users', { body })).status).toBe(500)
    const log = await logOf(postgres)
    expect(/broken by the test.*insert into .*users/.test(log)).toBe(true)
    for (const secret of ['$argon2', body.password]) expect(log.includes(secret)).toBe(false)
  })

  it('has the statement of an onboarding without the hash', async () => {
    const name = await database('control_plane%')
    await breakTable(postgres.url, name, 'control_plane.operations')
    const admin = {
      username: 'odin',
      email: 'odin@example.org',
      password: 'correct horse battery 9',
    }
    const body = { slug: newSlug(), name: 'Odin', admin }
    expect((await network.operate('POST', '/v1/tenants', body)).status).toBe(500)
    const log = await logOf(postgres)
    expect(/broken by the test.*insert into .*operations/.test(log)).toBe(true)
    for (const secret of ['$argon2', admin.password]) expect(log.includes(secret)).toBe(false)
  })
})

describe('PostgreSQL’s log of DDL', () => {
  it('has no password of a role, and nothing to guess one by', async () => {
    await using cleanup = new AsyncDisposableStack()
    const postgres = await startPostgres({ settings })
    cleanup.defer(() => postgres.stop())
    const options = { entities: [Note], migrations: [CreateNotes] }
    const kit = await tenancyTestKit({ url: postgres.url, ...options })
    const tenants = await kit.tenants()
    const role = servingRole(tenants.database.placement)
    const logins = [role, `${kit.database}_serving`]
    const passwords = logins.map((login) => kit.targets.password('c1', login))
    await kit.provisioner.provision(tenants.database)
    const log = await logOf(postgres)
    expect(log.includes(`create database \\"${tenants.database.placement.database}\\"`)).toBe(true)
    for (const secret of [...passwords, 'SCRAM-SHA-256']) expect(log.includes(secret)).toBe(false)
    await kit[Symbol.asyncDispose]()
  })
})
