import { describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { complete } from '../fleet/fleet-kit.ts'
import { expectStatus } from '../tenant-client.ts'
import { type Given, newText, type Party } from './party.ts'

const wait = { prefer: 'wait=20' }

/** What the control plane relies on: suspending, purging, and tables that match their version. */
export function describeLife(given: () => Given, join: () => Promise<Party>): void {
  const change = async ({ tenant }: Party, verb: string) => {
    const path = `/v1/tenants/${tenant.slug}/${verb}`
    return expectStatus(await given().network.operate('POST', path, undefined, wait), 200)
  }

  describe('a tenant', () => {
    it('is refused while it is suspended, and keeps its data', async () => {
      const party = await join()
      const row = await party.make(newText())
      const before = (await party.ask('GET', `/${row.id}`)).body
      await change(party, 'suspend')
      for (const method of ['GET', 'POST']) {
        await eventually(async () => {
          const refused = { status: 403, body: { code: 'tenant_suspended' } }
          expect(await party.ask(method)).toMatchObject(refused)
        })
      }
      await change(party, 'resume')
      await eventually(async () => {
        expect(await party.ask('GET', `/${row.id}`)).toMatchObject({ status: 200, body: before })
      })
    })

    it('is purged without a trace', async () => {
      const party = await join()
      await party.make(newText())
      for (const verb of ['suspend', 'archive', 'delete', 'purge']) await change(party, verb)
      const { tenantId, placement } = party.identity
      const kept = placement.model === 'dedicated' ? 'volume' : 'rows'
      const receipt = await given().network.operate('GET', `/v1/tenants/${tenantId}/receipt`)
      expect(receipt).toMatchObject({
        status: 200,
        body: {
          removed: expect.arrayContaining([expect.objectContaining({ kind: kept })]),
          confirmedAt: expect.any(String),
        },
      })
      await eventually(async () => expect((await party.ask('GET')).status).toBe(404))
    })

    it('has the tables of its version', async () => {
      expect(await complete(given().network, 'drift')).toMatchObject({ state: 'succeeded' })
    })
  })
}
