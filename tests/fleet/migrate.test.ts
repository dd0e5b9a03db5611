import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import type { TenantClient } from '../tenant-client.ts'
import {
  begin,
  complete,
  ended,
  inPlacement,
  onboardAll,
  placementClient,
  resultsOf,
  show,
  showTenant,
} from './fleet-kit.ts'
import { next, nextVersion, today } from './releases.ts'

let network: OwnNetwork
beforeAll(async () => {
  network = await startNetwork({ tables: today })
})
beforeEach(() => network.releaseService(today))
afterAll(() => network[Symbol.asyncDispose]())

/** Makes the next migration fail in a tenant's placement. */
const spoil = 'alter table polls add column pinned text'

describe('a migration of the fleet', () => {
  it('migrates every placement, a shared one once', async () => {
    const { tenants, where } = await newFleet({ shared: 2, schema: 2, database: 1 })
    await network.releaseService(next)
    const dry = await begin(network, 'migrations', { where, dryRun: true })
    expect(dry).toMatchObject({ state: 'succeeded', counts: { skipped: 5 } })
    const run = await complete(network, 'migrations', { where })
    expect(run).toMatchObject({ state: 'succeeded', target: nextVersion, tenants: 5, places: 4 })
    expect(run.counts).toMatchObject({ succeeded: 5, failed: 0, pending: 0 })
    for (const tenant of tenants) {
      expect(await showTenant(network, tenant)).toMatchObject({ schemaVersion: nextVersion })
      await inPlacement(network, tenant, 'select pinned from polls')
    }
    expect(await complete(network, 'migrations', { where })).toMatchObject({
      state: 'succeeded',
      tenants: 0,
    })
  })

  it('continues after failures, names them, and a new run retries them', async () => {
    const { tenants, where } = await newFleet({ schema: 4, database: 1 })
    const [bad, worse] = [tenants[1], tenants[4]]
    if (!bad || !worse) throw new Error('no tenants')
    for (const tenant of [bad, worse]) await inPlacement(network, tenant, spoil)
    await network.releaseService(next)
    const run = await complete(network, 'migrations', { where })
    expect(run).toMatchObject({ state: 'failed', counts: { succeeded: 3, failed: 2 } })
    const { results } = await resultsOf(network, 'migrations', run.id, { state: 'failed' })
    expect(results.map(({ slug }) => slug).sort()).toEqual([bad.slug, worse.slug].sort())
    for (const result of results) {
      expect(result).toMatchObject({ sqlState: '42701', attempts: 1 })
      expect(result.error).toContain('pinned')
    }
    const { body: fleet } = await network.operate('GET', '/v1/fleet/versions')
    expect(fleet).toMatchObject({ target: nextVersion, behind: 2 })
    await inPlacement(network, bad, 'alter table polls drop column pinned')
    const again = await complete(network, 'migrations', { where })
    expect(again).toMatchObject({ tenants: 2, counts: { succeeded: 1, failed: 1 } })
    await inPlacement(network, worse, 'alter table polls drop column pinned')
    expect(await complete(network, 'migrations', { where })).toMatchObject({ state: 'succeeded' })
  })

  it('stops if a canary fails', async () => {
    const { tenants, where } = await newFleet({ schema: 3 })
    for (const tenant of tenants) await inPlacement(network, tenant, spoil)
    await network.releaseService(next)
    const run = await complete(network, 'migrations', { where, canary: 1 })
    expect(run).toMatchObject({ state: 'failed', counts: { failed: 1, skipped: 2 } })
    expect(run.error).toContain('canary')
  })

  it('waits for a lock without delaying others, and runs once at a time', async () => {
    const { tenants, where } = await newFleet({ schema: 3 })
    const held = tenants[0]
    if (!held) throw new Error('no tenant')
    await network.releaseService(next)
    const holder = await placementClient(network, held)
    await holder.query('begin; lock table polls in access share mode')
    const { id } = await begin(network, 'migrations', { where, concurrency: 2 })
    await eventually(async () => {
      expect((await show(network, 'migrations', id)).counts).toMatchObject({
        succeeded: 2,
        pending: 1,
      })
    })
    expect((await network.operate('POST', '/v1/migrations', {})).status).toBe(409)
    await holder.query('rollback')
    expect(await ended(network, 'migrations', id)).toMatchObject({ state: 'succeeded' })
    await holder.end()
  })

  it('is continued by another control-plane process', async () => {
    const { tenants, where } = await newFleet({ schema: 3 })
    await network.releaseService(next)
    const holder = await placementClient(network, tenants[0] as TenantClient)
    await holder.query('begin; lock table polls in access share mode')
    const { id } = await begin(network, 'migrations', { where })
    await eventually(async () => {
      expect((await show(network, 'migrations', id)).counts).toMatchObject({ succeeded: 2 })
    })
    await network.stopControlPlane()
    await network.startControlPlane()
    await holder.end()
    const run = await ended(network, 'migrations', id)
    expect(run).toMatchObject({ state: 'succeeded', attempts: 2, counts: { succeeded: 3 } })
  })

  it('stops between tenants when cancelled, and a new run does the rest', async () => {
    const { tenants, where } = await newFleet({ schema: 3 })
    const holders = await Promise.all(tenants.map((tenant) => placementClient(network, tenant)))
    await network.releaseService(next)
    for (const holder of holders) await holder.query('begin; lock table polls in access share mode')
    const { id } = await begin(network, 'migrations', { where, concurrency: 1 })
    expect((await network.operate('POST', `/v1/migrations/${id}/cancel`)).status).toBe(202)
    for (const holder of holders) await holder.end()
    const run = await ended(network, 'migrations', id)
    expect(run.state).toBe('cancelled')
    expect(run.counts.skipped).toBeGreaterThanOrEqual(2)
    expect(await complete(network, 'migrations', { where })).toMatchObject({ state: 'succeeded' })
  })
})

/** New tenants, and a filter for them: other tests have tenants in the same fleet. */
async function newFleet(counts: Parameters<typeof onboardAll>[1]) {
  const tenants = await onboardAll(network, counts)
  return { tenants, where: { tenants: tenants.map(({ slug }) => slug) } }
}
