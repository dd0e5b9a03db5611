import { newId } from '@mt/shared/ids'
import type { Placement } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import { PlacementTaken } from './claim-placement.ts'

let kit: TenancyTestKit

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
})
afterAll(() => kit[Symbol.asyncDispose]())

describe.each(['schema', 'database'] as const)(
  'the placement of another tenant, model %s',
  (model) => {
    it('is neither entered nor removed', async () => {
      const { placement, tenantId } = await kit.tenant(model)
      const stranger = { tenantId: newId(), placement, epoch: 1 }
      await expect(kit.provisioner.provision(stranger)).rejects.toThrow(PlacementTaken)
      await expect(kit.provisioner.deprovision(stranger)).rejects.toThrow(PlacementTaken)
      await expect(kit.tenancy.read(stranger, async () => 'served')).rejects.toThrow('no rows here')
      const owner = { tenantId, placement, epoch: 1 }
      expect(await kit.tenancy.read(owner, async () => 'served')).toBe('served')
    })
  },
)

describe('a shared placement', () => {
  const wrongPlacements: [string, (pooled: string) => Placement][] = [
    [
      'the shared schema',
      (database) => ({ ...names(database), model: 'schema', schema: 'shared' }),
    ],
    ['the pooled database', (database) => ({ ...names(database), model: 'database' })],
    ['a dedicated one in it', (database) => ({ ...names(database), model: 'dedicated' })],
    ['a schema of another database', () => ({ ...names('postgres'), model: 'schema' })],
  ]

  it.each(wrongPlacements)('is not one tenant’s own: %s', async (_, placementIn) => {
    const { placement } = await kit.tenant('shared')
    const stranger = { tenantId: newId(), placement: placementIn(placement.database), epoch: 1 }
    await expect(kit.provisioner.deprovision(stranger)).rejects.toThrow(PlacementTaken)
    await expect(kit.provisioner.provision(stranger)).rejects.toThrow(PlacementTaken)
  })

  it('is the only one for a shared tenant', async () => {
    const { placement } = await kit.tenant('schema')
    const stranger = {
      tenantId: newId(),
      placement: { ...placement, model: 'shared' as const },
      epoch: 1,
    }
    await expect(kit.provisioner.provision(stranger)).rejects.toThrow(PlacementTaken)
  })
})

function names(database: string) {
  return { cluster: 'c1', database, schema: 'tenant' }
}
