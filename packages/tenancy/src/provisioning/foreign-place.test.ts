import { newId } from '@mt/shared/ids'
import type { Placement } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import { PlaceIsShared } from './claim-place.ts'

let kit: TenancyTestKit

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
})
afterAll(() => kit[Symbol.asyncDispose]())

describe.each(['schema', 'database'] as const)('the place of another tenant, model %s', (model) => {
  it('is neither entered nor removed', async () => {
    const { placement, tenantId } = await kit.tenant(model)
    const stranger = { tenantId: newId(), placement, epoch: 1 }
    await expect(kit.provisioner.provision(stranger)).rejects.toThrow(PlaceIsShared)
    await expect(kit.provisioner.deprovision(stranger)).rejects.toThrow(PlaceIsShared)
    await expect(kit.tenancy.read(stranger, async () => 'served')).rejects.toThrow('no rows here')
    const owner = { tenantId, placement, epoch: 1 }
    expect(await kit.tenancy.read(owner, async () => 'served')).toBe('served')
  })
})

describe('a place that many share', () => {
  const wrongPlaces: [string, (pooled: string) => Placement][] = [
    [
      'the shared schema',
      (database) => ({ ...place(database), model: 'schema', schema: 'shared' }),
    ],
    ['the pooled database', (database) => ({ ...place(database), model: 'database' })],
    ['a dedicated one in it', (database) => ({ ...place(database), model: 'dedicated' })],
    ['a schema of another database', () => ({ ...place('postgres'), model: 'schema' })],
  ]

  it.each(wrongPlaces)('is not one tenant’s own: %s', async (_, placeIn) => {
    const { placement } = await kit.tenant('shared')
    const stranger = { tenantId: newId(), placement: placeIn(placement.database), epoch: 1 }
    await expect(kit.provisioner.deprovision(stranger)).rejects.toThrow(PlaceIsShared)
    await expect(kit.provisioner.provision(stranger)).rejects.toThrow(PlaceIsShared)
  })

  it('takes in no shared tenant elsewhere', async () => {
    const { placement } = await kit.tenant('schema')
    const stranger = {
      tenantId: newId(),
      placement: { ...placement, model: 'shared' as const },
      epoch: 1,
    }
    await expect(kit.provisioner.provision(stranger)).rejects.toThrow(PlaceIsShared)
  })
})

function place(database: string) {
  return { cluster: 'c1', database, schema: 'tenant' }
}
