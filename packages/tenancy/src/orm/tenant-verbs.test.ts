import { newId } from '@mt/shared/ids'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TenantIdentity } from '../scope/open-scope.ts'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import { LeavesTenant } from './tenant-guard.ts'
import type { TenantEntityManager } from './tenant-verbs.ts'

let kit: TenancyTestKit
let tenant: TenantIdentity

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
  tenant = await kit.tenant('schema')
})
afterAll(() => kit[Symbol.asyncDispose]())

const inScope = <T>(work: (em: TenantEntityManager) => Promise<T>) =>
  kit.tenancy.write(tenant, ({ em }) => work(em))

describe.each(['filters', 'schema', 'cache', 'ctx'])('the option %s', (option) => {
  const options = { [option]: option === 'filters' ? false : 'other' } as object

  it.each<[string, (em: TenantEntityManager) => unknown]>([
    ['find', (em) => em.find(Note, {}, options)],
    ['findOne', (em) => em.findOne(Note, {}, options)],
    ['findOneOrFail', (em) => em.findOneOrFail(Note, {}, options)],
    ['findAndCount', (em) => em.findAndCount(Note, {}, options)],
    ['count', (em) => em.count(Note, {}, options)],
    ['create', (em) => em.create(Note, { text: 'x' }, options)],
    ['assign', (em) => em.assign(em.create(Note, { text: 'x' }), { text: 'y' }, options)],
    ['getReference', (em) => em.getReference(Note, [tenant.tenantId, newId()], options)],
    ['nativeUpdate', (em) => em.nativeUpdate(Note, {}, { text: 'x' }, options)],
    ['nativeDelete', (em) => em.nativeDelete(Note, {}, options)],
    ['populate', (em) => em.populate([em.create(Note, { text: 'x' })], ['text'] as never, options)],
    ['refresh', (em) => em.refresh(em.create(Note, { text: 'x' }), options)],
  ])('is refused by %s', async (_, verb) => {
    await expect(inScope(async (em) => verb(em))).rejects.toThrow(LeavesTenant)
  })
})

describe('nativeUpdate', () => {
  it.each(['tenantId', 'tenant_id'])('gives a row to no other tenant by %s', async (name) => {
    const given = inScope((em) => em.nativeUpdate(Note, {}, { [name]: newId() }))
    await expect(given).rejects.toThrow(LeavesTenant)
  })
})

describe('a flush', () => {
  it.each<[string, (em: TenantEntityManager, id: string) => void]>([
    ['makes', (em, tenantId) => em.persist(em.create(Note, { tenantId, text: 'x' }))],
    ['removes', (em, tenantId) => em.remove(em.getReference(Note, [tenantId, newId()]))],
    [
      'changes',
      (em, tenantId) => em.assign(em.getReference(Note, [tenantId, newId()]), { text: 'x' }),
    ],
    [
      'takes over',
      (em, tenantId) => {
        const note = em.create(Note, { tenantId, id: newId(), text: 'x' }, { managed: true })
        em.assign(note, { tenantId: tenant.tenantId, text: 'y' })
      },
    ],
    ['gives away', (em, tenantId) => em.assign(em.create(Note, { text: 'x' }), { tenantId })],
  ])('%s no row of another tenant', async (_, change) => {
    const flushed = inScope(async (em) => {
      change(em, newId())
      await em.flush()
    })
    await expect(flushed).rejects.toThrow(LeavesTenant)
  })
})
