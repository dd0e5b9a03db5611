import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordsOf } from '@mt/local-servers/tenants/tenant-processes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import { expectStatus, type TenantClient } from '../tenant-client.ts'
import { type Tenantctl, tenantctlOf } from '../tenantctl/tenantctl.ts'
import { complete, inPlacement, onboardAll, resultsOf, showTenant } from './fleet-kit.ts'
import { next, nextVersion, today } from './releases.ts'

let network: OwnNetwork
let tenantctl: Tenantctl
let odin: TenantClient
let freya: TenantClient
let pooled: TenantClient

beforeAll(async () => {
  network = await startNetwork({ tables: today })
  tenantctl = tenantctlOf(network)
  const slug = 'odin'
  const made = await tenantctl(['onboard', slug, '--isolation', 'dedicated'])
  expect(made.code, made.err).toBe(0)
  odin = network.client(slug)
  const others = await onboardAll(network, { dedicated: 1, schema: 1 })
  ;[freya, pooled] = others as [TenantClient, TenantClient]
})
afterAll(() => network[Symbol.asyncDispose]())

const dedicated = { where: { isolation: 'dedicated' } } as const

/** Starts the control plane of the next release and waits until it has replaced all dedicated services. */
async function release(): Promise<void> {
  const before = await services()
  await network.stopControlPlane()
  await network.releaseService(next)
  await network.startControlPlane({ RUNTIME_SERVICE: join(import.meta.dirname, 'run-next.ts') })
  await eventually(async () => {
    const now = await services()
    for (const [at, service] of now.entries()) expect(['', before[at]]).not.toContain(service)
    for (const tenant of [odin, freya]) expect((await tenant.call('GET', '/me')).status).toBe(401)
  })
}

/** The process of each dedicated tenant's service; an empty text while there is none. */
function services(): Promise<string[]> {
  return Promise.all(
    [odin, freya].map(async (tenant) => {
      const { id } = await showTenant(network, tenant)
      const { service } = recordsOf(join(network.tenantsFolder, id))
      return readFile(service, 'utf8').catch(() => '')
    }),
  )
}

describe('the fleet, with dedicated tenants in it', () => {
  it('is listed and shown without drift', async () => {
    const shown = await tenantctl(['show', odin.slug, '--json'])
    expect(shown.json()).toMatchObject({ status: 'active', placement: { model: 'dedicated' } })
    await eventually(async () => expect(await tenantctl(['doctor'])).toMatchObject({ code: 0 }))
    expect(await tenantctl(['drift', '--all'])).toMatchObject({ code: 0 })
  })

  it('drifts if a dedicated tenant’s tables were changed', async () => {
    await inPlacement(network, odin, 'drop policy tenant_isolation on votes')
    const run = await complete(network, 'drift', dedicated)
    expect(run).toMatchObject({ state: 'failed', counts: { drifted: 1, succeeded: 1 } })
    const { results } = await resultsOf(network, 'drift', run.id, { state: 'drifted' })
    expect(results).toMatchObject([{ slug: odin.slug, differences: [{ kind: 'policy' }] }])
    const ended = await tenantctl(['drift', '--where', 'model=dedicated'])
    expect(ended).toMatchObject({ code: 1, out: expect.stringContaining('create policy') })
    await inPlacement(network, odin, results[0]?.differences?.[0]?.fix ?? '')
    expect(await complete(network, 'drift', dedicated)).toMatchObject({ state: 'succeeded' })
  })

  it('stops if a dedicated canary fails', async () => {
    await release()
    for (const tenant of [odin, freya]) {
      await inPlacement(network, tenant, 'alter table polls add column pinned text')
    }
    const run = await complete(network, 'migrations', { ...dedicated, canary: 1 })
    expect(run).toMatchObject({ state: 'failed', counts: { failed: 1, skipped: 1 } })
    expect(run.error).toContain('canary')
  })

  it('is migrated past a dedicated tenant that fails', async () => {
    await inPlacement(network, freya, 'alter table polls drop column pinned')
    const ended = await tenantctl(['migrate', '--all'])
    expect(ended).toMatchObject({ code: 1, out: expect.stringContaining(odin.slug) })
    expect(ended.out).toContain('42701')
    await inPlacement(network, odin, 'alter table polls drop column pinned')
    const again = await tenantctl(['migrate', '--where', `tenant=${odin.slug}`])
    expect(again.code, again.err).toBe(0)
    for (const tenant of [odin, freya, pooled]) {
      expect(await showTenant(network, tenant)).toMatchObject({ schemaVersion: nextVersion })
      await inPlacement(network, tenant, 'select pinned from polls')
    }
    const { body } = await network.operate('GET', '/v1/fleet/versions')
    expect(body).toMatchObject({ target: nextVersion, behind: 0 })
    expect(expectStatus(await odin.call('GET', '/site'), 200)).toBeTruthy()
  })
})
