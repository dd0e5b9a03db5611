import { setTimeout as sleep } from 'node:timers/promises'
import { type Placement, pooledModels } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TenantEntityManager } from '../orm/tenant-verbs.ts'
import { sql, table } from '../sql/scoped-query.ts'
import { quoteName } from '../sql/sql.ts'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import { PlacementStale, type TenantIdentity } from './open-scope.ts'
import type { TenantScope } from './tenancy.ts'

let kit: TenancyTestKit

beforeAll(async () => {
  kit = await tenancyTestKit({
    url: testServers().databaseUrl,
    entities: [Note],
    migrations: [CreateNotes],
  })
})

afterAll(() => kit[Symbol.asyncDispose]())

describe.each(pooledModels)('a scope in the model %s', (model) => {
  let mine: TenantIdentity
  let other: TenantIdentity

  beforeAll(async () => {
    mine = await kit.tenant(model)
    other = await kit.tenant(model)
  })

  it('keeps what is written for its tenant alone', async () => {
    await addNote(mine, 'mine')
    await addNote(other, 'other')
    expect(await texts(mine)).toEqual(['mine'])
    expect(await texts(other)).toEqual(['other'])
  })

  it('writes rows where the placement says', async () => {
    await addNote(mine, 'here')
    const rows = await kit.asSuperuser(
      mine.placement.database,
      `select * from ${notesOf(mine.placement)}`,
    )
    expect(rows).toContainEqual(expect.objectContaining({ tenant_id: mine.tenantId, text: 'here' }))
  })

  it('runs SQL on the rows of its tenant alone', async () => {
    await addNote(other, 'hidden')
    const rows = await kit.tenancy.read(mine, ({ query }) => {
      return query<{ tenant_id: string }>(sql`select tenant_id from ${table('notes')} n`)
    })
    expect(rows.every((row) => row.tenant_id === mine.tenantId)).toBe(true)
  })

  it('refuses writes in a read', async () => {
    const write = kit.tenancy.read(mine, async ({ em }) => {
      await em.persist(em.create(Note, { text: 'smuggled' })).flush()
    })
    await expect(write).rejects.toThrow(/read-only transaction/)
  })

  it('rolls back what a thrown error leaves', async () => {
    const failing = kit.tenancy.write(mine, async ({ em }) => {
      await em.persist(em.create(Note, { text: 'half' })).flush()
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await texts(mine)).not.toContain('half')
  })

  it('does not pretend to commit after a swallowed error', async () => {
    const swallowing = kit.tenancy.write(mine, async ({ em, query }) => {
      await em.persist(em.create(Note, { text: 'lost' })).flush()
      await query(sql`select 1 / 0`).catch(() => {})
    })
    await expect(swallowing).rejects.toThrow(/rolled back/)
    expect(await texts(mine)).not.toContain('lost')
  })

  it('gives no connection to work that outlives it', async () => {
    let leaked: TenantEntityManager | undefined
    let late: Promise<unknown> | undefined
    await kit.tenancy.read(mine, async ({ em }) => {
      leaked = em
      late = sleep(20).then(() => em.find(Note, {}))
      late.catch(() => {})
    })
    await expect(late).rejects.toThrow(/tenant scope/)
    await expect(leaked?.find(Note, {})).rejects.toThrow(/tenant scope/)
  })

  it("gives another tenant's scope no way to use a leaked EntityManager", async () => {
    let leaked: TenantScope | undefined
    await kit.tenancy.read(mine, async (scope) => {
      leaked = scope
    })
    const reuse = kit.tenancy.read(other, async () => leaked?.em.find(Note, {}))
    await expect(reuse).rejects.toThrow(/tenant scope/)
  })

  it('refuses an epoch that is not the placement row’s', async () => {
    const stale = kit.tenancy.read({ ...mine, epoch: 2 }, async () => 'served')
    await expect(stale).rejects.toThrow(PlacementStale)
  })

  it('refuses a tenant that has no rows there', async () => {
    const stranger = kit.tenancy.read(
      { ...mine, tenantId: crypto.randomUUID() },
      async () => 'served',
    )
    await expect(stranger).rejects.toThrow(PlacementStale)
  })

  it('gives back the slots of connections that die', async () => {
    for (let i = 0; i < 25; i++) {
      const dying = kit.tenancy.write(mine, ({ query }) => {
        return query(sql`select pg_terminate_backend(pg_backend_pid())`)
      })
      await expect(dying).rejects.toThrow()
    }
    expect(await texts(mine)).toContain('mine')
  })

  it('uses its connections again after refusals', async () => {
    for (let i = 0; i < 30; i++) {
      await kit.tenancy.read({ ...mine, epoch: 9 }, async () => {}).catch(() => {})
    }
    expect(await texts(mine)).toContain('mine')
    expect(kit.pools.size).toBeLessThanOrEqual(20)
  })

  it('refuses everything while its placement is fenced', async () => {
    const fenced = await kit.tenant(model)
    expect(await kit.provisioner.setState(fenced, { state: 'fenced' })).toBe(true)
    await expect(texts(fenced)).rejects.toThrow(PlacementStale)
    await expect(addNote(fenced, 'late')).rejects.toThrow(PlacementStale)
    await kit.provisioner.setState(fenced, { state: 'serving' })
    expect(await texts(fenced)).toEqual([])
  })

  it('is not fenced while a write is under way', async () => {
    const tenant = await kit.tenant(model)
    const order: string[] = []
    const paused = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const write = kit.tenancy.write(tenant, async ({ em }) => {
      await em.persist(em.create(Note, { text: 'in time' })).flush()
      begun.resolve()
      await paused.promise
      order.push('committing')
    })
    await begun.promise
    const fence = kit.provisioner
      .setState(tenant, { state: 'fenced' })
      .then(() => order.push('fenced'))
    await sleep(100)
    paused.resolve()
    await Promise.all([write, fence])
    expect(order).toEqual(['committing', 'fenced'])
  })

  it('ends a writer that is paused before its commit, and keeps nothing of it', async () => {
    const tenant = await kit.tenant(model)
    const begun = Promise.withResolvers<void>()
    const fenced = Promise.withResolvers<void>()
    const write = kit.tenancy.write(tenant, async ({ em, query }) => {
      // Without this, PostgreSQL would also end it some time; here only the fence does.
      await query(sql`set local idle_in_transaction_session_timeout = 0`)
      await em.persist(em.create(Note, { text: 'too late' })).flush()
      begun.resolve()
      await fenced.promise
    })
    write.catch(() => {})
    await begun.promise
    await kit.provisioner.setState(tenant, { state: 'fenced', graceMs: 100 })
    fenced.resolve()
    await expect(write).rejects.toThrow()
    await kit.provisioner.setState(tenant, { state: 'serving' })
    expect(await texts(tenant)).toEqual([])
  })

  it('gives verbs nothing that leads out of the tenant', async () => {
    await kit.tenancy.write(mine, async ({ em }) => {
      const reachable = [
        em,
        em.persist(em.create(Note, { text: 'a' })),
        em.remove(em.create(Note, { text: 'b' })),
      ]
      for (const verbs of reachable) {
        for (const way of [
          'fork',
          'getConnection',
          'getDriver',
          'getKysely',
          'execute',
          'createQueryBuilder',
        ]) {
          expect(verbs).not.toHaveProperty(way)
        }
      }
    })
  })

  it('can be provisioned again without harm', async () => {
    await addNote(mine, 'kept')
    await kit.provisioner.provision(mine)
    expect(await texts(mine)).toContain('kept')
  })

  it('leaves nothing behind when its tenant is deprovisioned', async () => {
    const gone = await kit.tenant(model)
    const neighbour = await kit.tenant(model)
    await addNote(gone, 'gone')
    await addNote(neighbour, 'stays')
    await kit.provisioner.deprovision(gone)
    await kit.provisioner.deprovision(gone)
    await expect(texts(gone)).rejects.toThrow()
    expect(await texts(neighbour)).toEqual(['stays'])
    expect(await traces(gone)).toEqual([])
  })
})

describe('scopes side by side', () => {
  it('never mix tenants over few connections', async () => {
    const tenants = (await Promise.all([kit.tenants(), kit.tenants()])).flatMap(Object.values)
    for (const tenant of tenants) await addNote(tenant, tenant.tenantId)
    const reads = Array.from(
      { length: 240 },
      (_, i) => tenants[i % tenants.length] as TenantIdentity,
    )
    const seen = await Promise.all(reads.map(texts))
    expect(seen).toEqual(reads.map((tenant) => [tenant.tenantId]))
    expect(kit.pools.size).toBeLessThanOrEqual(20)
  })
})

function notesOf({ schema }: Placement): string {
  return `${quoteName(schema)}.notes`
}

async function addNote(tenant: TenantIdentity, text: string): Promise<void> {
  await kit.tenancy.write(tenant, async ({ em }) => {
    em.persist(em.create(Note, { text }))
  })
}

async function texts(tenant: TenantIdentity): Promise<string[]> {
  const notes = await kit.tenancy.read(tenant, ({ em }) =>
    em.find(Note, {}, { orderBy: { id: 'asc' } }),
  )
  return notes.map((note) => note.text)
}

/** Everything on the server that names the tenant, or only its placement. */
async function traces({ tenantId, placement }: TenantIdentity): Promise<unknown[]> {
  if (placement.model === 'shared') {
    const id = `'${tenantId}'`
    return kit.asSuperuser(
      placement.database,
      `select 1 from shared.notes where tenant_id = ${id} union all select 1 from shared.placements where tenant_id = ${id}`,
    )
  }
  const name = placement.model === 'schema' ? placement.schema : placement.database
  const database = placement.model === 'schema' ? placement.database : 'postgres'
  return kit.asSuperuser(
    database,
    `select nspname from pg_namespace where nspname = '${name}'
     union all select datname from pg_database where datname = '${name}'
     union all select rolname from pg_roles where rolname like '%${name}%'`,
  )
}
