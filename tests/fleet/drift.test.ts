import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, startNetwork } from '../network.ts'
import type { TenantClient } from '../tenant-client.ts'
import { complete, inPlace, onboardAll, resultsOf } from './fleet-kit.ts'

let network: Network
let tenants: TenantClient[]
beforeAll(async () => {
  network = await startNetwork()
  tenants = await onboardAll(network, { shared: 1, schema: 3, database: 1 })
})
afterAll(() => network[Symbol.asyncDispose]())

describe('a look at drift', () => {
  it('finds nothing where every place is as its version made it', async () => {
    expect(await complete(network, 'drift')).toMatchObject({ state: 'succeeded', tenants: 5 })
  })

  it('names a dropped policy, a changed type and a missing index, each with its tenant', async () => {
    const [, policy, type, , index] = tenants as [
      TenantClient,
      TenantClient,
      TenantClient,
      TenantClient,
      TenantClient,
    ]
    await inPlace(network, policy, 'drop policy tenant_isolation on votes')
    await inPlace(network, type, 'alter table polls alter column question type varchar(90)')
    await inPlace(network, index, 'drop index votes_tenant_id_choice_id_index')
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
