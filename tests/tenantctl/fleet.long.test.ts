import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inPlacement, onboardAll } from '../fleet/fleet-kit.ts'
import { next, nextVersion, today } from '../fleet/releases.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import type { TenantClient } from '../tenant-client.ts'
import { type Tenantctl, tenantctlOf } from './tenantctl.ts'

let network: OwnNetwork
let tenantctl: Tenantctl
let tenants: TenantClient[]
beforeAll(async () => {
  network = await startNetwork({ tables: today })
  tenantctl = tenantctlOf(network)
  tenants = await onboardAll(network, { schema: 2 })
})
afterAll(() => network[Symbol.asyncDispose]())

describe('tenantctl over the fleet', () => {
  it('migrates, shows failures with their SQL error, and exits with 1', async () => {
    const bad = tenants[0] as TenantClient
    await inPlacement(network, bad, 'alter table polls add column pinned text')
    await network.releaseService(next)
    const ended = await tenantctl(['migrate', '--all'])
    expect(ended).toMatchObject({ code: 1, out: expect.stringContaining(bad.slug) })
    expect(ended.out).toContain('42701')
    expect(ended.err).toContain('migration 2/2')
    await inPlacement(network, bad, 'alter table polls drop column pinned')
    const again = await tenantctl(['migrate', '--where', `tenant=${bad.slug}`, '--json'])
    expect(again.code).toBe(0)
    expect(again.json()).toMatchObject({ target: nextVersion, tenants: 1, state: 'succeeded' })
  })

  it('finds drift and shows the SQL that would fix it', async () => {
    expect(await tenantctl(['drift', '--all'])).toMatchObject({ code: 0 })
    await inPlacement(network, tenants[1] as TenantClient, 'drop policy tenant_isolation on votes')
    const ended = await tenantctl(['drift', '--where', 'model=schema'])
    expect(ended).toMatchObject({ code: 1, out: expect.stringContaining('create policy') })
  })

  it('requires --all for the whole fleet', async () => {
    expect(await tenantctl(['migrate'])).toMatchObject({ code: 2 })
  })
})
