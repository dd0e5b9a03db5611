import { newId } from '@mt/shared/ids'
import { pooledModels } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertInto, type ScopedSql, sql, table, update } from '../sql/scoped-query.ts'
import { quoteName } from '../sql/sql.ts'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import { PlacementStale, type TenantIdentity } from './open-scope.ts'

let kit: TenancyTestKit

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
})

afterAll(() => kit[Symbol.asyncDispose]())

const all = sql`select n.tenant_id, n.text from ${table('notes')} n order by n.text`

const newNote = (text: string): ScopedSql =>
  sql`${insertInto('notes', ['id', 'text'], sql`select ${newId()}::uuid, ${text}`)}`

describe.each(pooledModels)('runAll in the model %s', (model) => {
  let mine: TenantIdentity
  let other: TenantIdentity

  beforeAll(async () => {
    mine = await kit.tenant(model)
    other = await kit.tenant(model)
    await kit.tenancy.runAll(mine, 'write', [newNote('a'), newNote('b')])
    await kit.tenancy.runAll(other, 'write', [newNote('hidden')])
  })

  const textsOf = async (tenant: TenantIdentity) => {
    const [rows] = await kit.tenancy.runAll(tenant, 'read', [all])
    return (rows as { text: string }[]).map(({ text }) => text)
  }

  it('answers each statement with its own tenant’s rows', async () => {
    const [rows, ones] = await kit.tenancy.runAll(mine, 'read', [all, sql`select 1 as one`])
    expect(rows).toEqual(['a', 'b'].map((text) => ({ tenant_id: mine.tenantId, text })))
    expect(ones).toEqual([{ one: 1 }])
  })

  it('answers many tenants at once, each with its own rows', async () => {
    const turns = Array.from({ length: 60 }, (_, i) => (i % 2 ? mine : other))
    const texts = await Promise.all(turns.map(textsOf))
    expect(texts).toEqual(turns.map((tenant) => (tenant === mine ? ['a', 'b'] : ['hidden'])))
  })

  it('changes rows of its tenant alone', async () => {
    const changes = { set: sql`text = ${'b'}`, where: sql`text = ${'b'} or true` }
    const back = { set: sql`text = ${'hidden'}`, where: sql`true` }
    await kit.tenancy.runAll(other, 'write', [sql`${update('notes', changes)}`])
    expect(await textsOf(mine)).toEqual(['a', 'b'])
    await kit.tenancy.runAll(other, 'write', [sql`${update('notes', back)}`])
  })

  it('is stopped by the policies if a statement names no tenant', async () => {
    const notes = `${quoteName(other.placement.schema)}.notes`
    const raw = Object.assign(sql`select 1`, { strings: [`select tenant_id from ${notes}`] })
    const rows = await kit.tenancy
      .runAll({ ...mine, placement: other.placement }, 'read', [raw])
      .then(
        ([found]) => found,
        () => [],
      )
    expect(
      rows?.filter((row) => (row as { tenant_id: string }).tenant_id !== mine.tenantId),
    ).toEqual([])
  })

  it('refuses writes in a read', async () => {
    const write = kit.tenancy.runAll(mine, 'read', [newNote('smuggled')])
    await expect(write).rejects.toThrow('read-only')
    expect(await textsOf(mine)).toEqual(['a', 'b'])
  })

  it('does nothing if one statement fails', async () => {
    const work = kit.tenancy.runAll(mine, 'write', [newNote('c'), sql`select 1 / ${0}::integer`])
    await expect(work).rejects.toThrow('division by zero')
    expect(await textsOf(mine)).toEqual(['a', 'b'])
  })

  it.each(['read', 'write'] as const)('does nothing in a %s as of another epoch', async (mode) => {
    const stale = { ...mine, epoch: 2 }
    const statement = mode === 'read' ? all : newNote('stale')
    await expect(kit.tenancy.runAll(stale, mode, [statement])).rejects.toThrow(PlacementStale)
    expect(await textsOf(mine)).toEqual(['a', 'b'])
  })

  it('does nothing where the tenant has no rows', async () => {
    const absent = { ...mine, tenantId: newId() }
    const work = kit.tenancy.runAll(absent, 'write', [newNote('absent')])
    await expect(work).rejects.toThrow(PlacementStale)
  })

  it('does nothing while the tenant is fenced', async () => {
    await kit.provisioner.setState(mine, { state: 'fenced' })
    const work = kit.tenancy.runAll(mine, 'write', [newNote('fenced')])
    await expect(work).rejects.toThrow(PlacementStale)
    await kit.provisioner.setState(mine, { state: 'serving' })
    expect(await textsOf(mine)).toEqual(['a', 'b'])
  })

  it('makes a fence wait until a write has ended', async () => {
    const { database } = mine.placement
    const slow = sql`select pg_sleep(1)`
    const write = kit.tenancy.runAll(mine, 'write', [slow, newNote('late')])
    const asleep = `select from pg_stat_activity where wait_event = 'PgSleep' and datname = '${database}'`
    await expect.poll(() => kit.asSuperuser(database, asleep)).toHaveLength(1)
    await kit.provisioner.setState(mine, { state: 'fenced' })
    const rows = await kit.asSuperuser(
      database,
      `select 1 from ${quoteName(mine.placement.schema)}.notes where text = 'late'`,
    )
    expect(rows).toHaveLength(1)
    await write
    await kit.provisioner.setState(mine, { state: 'serving' })
    await kit.tenancy.write(mine, ({ em }) => em.nativeDelete(Note, { text: 'late' }))
  })

  it('goes on after a migration has changed what a prepared statement reads', async () => {
    for (let i = 0; i < 20; i++) await textsOf(mine)
    const notes = `${quoteName(mine.placement.schema)}.notes`
    await kit.asSuperuser(
      mine.placement.database,
      `alter table ${notes} alter column text type varchar(200)`,
    )
    for (let i = 0; i < 3; i++) expect(await textsOf(mine)).toEqual(['a', 'b'])
  })
})
