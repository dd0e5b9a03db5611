import type { MikroORM } from '@mikro-orm/postgresql'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCurrentScope, type TenantIdentity } from '../scope/open-scope.ts'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import { createTenantOrm } from './tenant-orm.ts'
import type { TenantEntityManager } from './tenant-verbs.ts'

let kit: TenancyTestKit
let orm: MikroORM
let tenant: TenantIdentity
const current = createCurrentScope()

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
  tenant = await kit.tenant('schema')
  const { pools, targets } = kit
  orm = await createTenantOrm({ entities: [Note], pools, targets, current })
})
afterAll(async () => {
  await orm.close()
  await kit[Symbol.asyncDispose]()
})

const inScope = <T>(work: () => Promise<T>, open = true) =>
  current.run({ tenant, mode: 'write', open }, work)

describe('createTenantOrm', () => {
  it('reads nothing before a tenant is set', async () => {
    const read = inScope(() =>
      orm.em.fork({ schema: tenant.placement.schema }).transactional((em) => em.find(Note, {})),
    )
    await expect(read).rejects.toThrow('No arguments provided for filter')
  })

  it('writes nothing before a tenant is set', async () => {
    const write = inScope(() =>
      orm.em.fork({ schema: tenant.placement.schema }).transactional(async (em) => {
        await em.persist(em.create(Note, { tenantId: tenant.tenantId, text: 'x' })).flush()
      }),
    )
    await expect(write).rejects.toThrow('no tenant is set')
  })

  it('has no connection outside a scope', async () => {
    await expect(orm.em.fork().begin()).rejects.toThrow('no tenant scope is open')
  })

  it('has no connection in a scope that has closed', async () => {
    const begun = inScope(() => orm.em.fork().begin(), false)
    await expect(begun).rejects.toThrow('no tenant scope is open')
  })
})

describe('a scope', () => {
  it('is closed when its work has ended, for what still runs in it', async () => {
    const ended = Promise.withResolvers<void>()
    let late: Promise<unknown> = Promise.resolve()
    const outlive = async (em: TenantEntityManager) => {
      late = ended.promise.then(() => em.find(Note, {}))
      late.catch(() => {})
    }
    await kit.tenancy.read(tenant, ({ em }) => outlive(em))
    ended.resolve()
    await expect(late).rejects.toThrow('no tenant scope is open')
  })
})
