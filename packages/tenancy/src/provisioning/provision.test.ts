import { pooledModels } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TenantIdentity } from '../scope/open-scope.ts'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'

let kit: TenancyTestKit
beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
})
afterAll(() => kit[Symbol.asyncDispose]())

async function pooledDatabase(): Promise<string> {
  return (await kit.tenant('shared')).placement.database
}

async function templates(): Promise<{ datname: string; datallowconn: boolean }[]> {
  const prefix = `${await pooledDatabase()}_template_`
  const sql = `select datname, datallowconn from pg_database where datistemplate and starts_with(datname, '${prefix}')`
  return kit.asSuperuser('postgres', sql)
}

async function addNote(tenant: TenantIdentity): Promise<void> {
  await kit.tenancy.write(tenant, async ({ em }) => {
    await em.persist(em.create(Note, { text: 'kept' })).flush()
  })
}

describe('prepare', () => {
  it('leaves one template that nobody can enter, after many preparations at once', async () => {
    const before = await templates()
    await Promise.all([kit.provisioner.prepare(), kit.provisioner.prepare()])
    expect(before).toMatchObject([{ datallowconn: false }])
    expect(await templates()).toEqual(before)
  })

  it('removes the template of another release, and one that was left half-made', async () => {
    const [whole] = await templates()
    const old = `${await pooledDatabase()}_template_0123`
    await kit.asSuperuser('postgres', `create database ${old} is_template true`)
    await kit.asSuperuser('postgres', `alter database ${whole?.datname} is_template false`)
    await kit.provisioner.prepare()
    await kit.provisioner.tidy()
    expect(await templates()).toEqual([whole])
    const left = await kit.asSuperuser(
      'postgres',
      `select from pg_database where datname = '${old}'`,
    )
    expect(left).toEqual([])
  })
})

describe('provision', () => {
  it('fills a database even if its template is missing', async () => {
    const [{ datname } = { datname: '' }] = await templates()
    await kit.asSuperuser('postgres', `alter database ${datname} is_template false`)
    await kit.asSuperuser('postgres', `drop database ${datname}`)
    const tenant = await kit.tenant('database')
    await addNote(tenant)
    await kit.provisioner.prepare()
  })

  it('begins nothing for a caller that has gone', async () => {
    const { placement } = await kit.tenant('database')
    const tenant = { tenantId: crypto.randomUUID(), epoch: 1 }
    const gone = { ...tenant, placement: { ...placement, database: `${placement.database}_gone` } }
    await expect(kit.provisioner.provision(gone, AbortSignal.abort())).rejects.toThrow()
    expect(await kit.provisioner.scan(gone)).toEqual([])
  })
})

describe.each(pooledModels)('provision in the model %s', (model) => {
  it('leaves a placement alone that has a later epoch', async () => {
    const tenant = await kit.tenant(model)
    const later = { ...tenant, epoch: 3 }
    await kit.provisioner.setState(later, { state: 'fenced' })
    await kit.provisioner.provision(tenant)
    await expect(addNote(tenant)).rejects.toThrow('fenced')
    await kit.provisioner.setState(later, { state: 'serving' })
    await addNote(later)
    await expect(addNote(tenant)).rejects.toThrow('epoch')
  })
})

describe.each(pooledModels)('scan in the model %s', (model) => {
  it('finds what a tenant has, and nothing once it is deprovisioned', async () => {
    const tenant = await kit.tenant(model)
    await addNote(tenant)
    const found = await kit.provisioner.scan(tenant)
    const expected = {
      shared: [],
      schema: ['schema', 'role'],
      database: ['database', 'schema', 'role'],
    }
    const kinds = found.map(({ kind }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(expected[model]))
    expect(found).toContainEqual({
      kind: 'rows',
      name: expect.stringMatching(/^c1\/.*\/notes$/),
      count: 1,
    })
    await kit.provisioner.deprovision(tenant)
    expect(await kit.provisioner.scan(tenant)).toEqual([])
  })
})

describe('setState', () => {
  it('leaves a placement alone that has a later epoch', async () => {
    const tenant = await kit.tenant('schema')
    const later = { ...tenant, epoch: 2 }
    expect(await kit.provisioner.setState(later, { state: 'serving' })).toBe(true)
    expect(await kit.provisioner.setState(tenant, { state: 'fenced' })).toBe(false)
    await addNote(later)
    await expect(addNote(tenant)).rejects.toThrow('epoch')
  })
})
