import { describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import type { NewTenant } from '../network.ts'
import { expectStatus } from '../tenant-client.ts'
import { type Given, newText, type Party, type ServiceUnderTest } from './party.ts'

const wait = { prefer: 'wait=20' }

/** A service holds each tenant to the quota of its rows, if it has one. */
export function describeQuota(
  { resource: { quota, make } }: ServiceUnderTest,
  given: () => Given,
  join: (wanted: NewTenant) => Promise<Party>,
): void {
  if (quota === undefined) return
  describe('a quota', () => {
    it('is what a tenant gets, also when it asks for more at once, until it is lifted', async () => {
      const party = await join({ limits: { [quota]: 3 } })
      const ask = () => party.ask('POST', '', { body: make(newText()) })
      const answers = await Promise.all(Array.from({ length: 6 }, ask))
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409])
      expect(await ask()).toMatchObject({ status: 409, body: { code: 'limit_reached' } })
      const lifted = { limits: { [quota]: null } }
      const path = `/v1/tenants/${party.tenant.slug}`
      expectStatus(await given().network.operate('PATCH', path, lifted, wait), 200)
      await eventually(async () => expectStatus(await ask(), 201))
      expect(await party.list()).toHaveLength(4)
    })
  })
}
