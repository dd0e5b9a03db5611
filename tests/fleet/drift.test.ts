import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import type { TenantClient } from '../tenant-client.ts'
import { complete, inPlacement, onboardAll, resultsOf } from './fleet-kit.ts'

let network: OwnNetwork
let tenants: TenantClient[]
beforeAll(async () => {
  network = await startNetwork()
  tenants = await onboardAll(network, { shared: 1, schema: 3, database: 1 })
})
afterAll(() => network[Symbol.asyncDispose]())

describe('a drift check', () => {
  it('finds nothing in placements that match their version', async () => {
    expect(await complete(network, 'drift')).toMatchObject({ state: 'succeeded', tenants: 5 })
  })

  it('finds a dropped policy, a changed type and a missing index', async () => {
    const [, policy, type, , index] = tenants as [
      TenantClient,
      TenantClient,
      TenantClient,
      TenantClient,
      TenantClient,
    ]
    await inPlacement(network, policy, 'drop policy tenant_isolation on votes')
    await inPlacement(network, type, 'alter table polls alter column question type varchar(90)')
    await inPlacement(network, index, 'drop index votes_tenant_id_choice_id_index')
    const run = await complete(network, 'drift')
    expect(run).toMatchObject({ state: 'failed', counts: { drifted: 3, succeeded: 2 } })
    const { results } = await resultsOf(network, 'drift', run.id, { state: 'drifted' })
    const found = Object.fromEntries(results.map(({ slug, differences }) => [slug, differences]))
    expect(found).toEqual({
      [policy.slug]: [
        expect.objectContaining({ kind: 'policy', fix: expect.stringContaining('create policy') }),
      ],
      [type.slug]: [expect.objectContaining({ kind: 'column', name: 'polls.question' })],
      [index.slug]: [
        expect.objectContaining({ kind: 'index', fix: expect.stringContaining('CREATE INDEX') }),
      ],
    })
  })
})
