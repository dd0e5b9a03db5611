import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '@mt/shared/ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { complete, resultsOf } from '../fleet/fleet-kit.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import { expectStatus, type TenantClient, type User } from '../tenant-client.ts'
import { crash, type Dedicated, onboardDedicated } from './dedicated-kit.ts'

let network: OwnNetwork
let odin: Dedicated
/** A pooled tenant, which none of this concerns. */
let other: TenantClient
let user: User

beforeAll(async () => {
  network = await startNetwork()
  odin = await onboardDedicated(network)
  other = await network.onboard()
  user = await other.newUser()
})
afterAll(() => network[Symbol.asyncDispose]())

async function operate(verb: string): Promise<void> {
  const path = `/v1/tenants/${odin.slug}/${verb}`
  expectStatus(await network.operate('POST', path, undefined, { prefer: 'wait=20' }), 200)
}

async function findings(): Promise<{ code: string; subject: string }[]> {
  const answer = await network.operate('GET', '/v1/doctor')
  const { findings } = expectStatus(answer, 200) as {
    findings: { code: string; subject: string }[]
  }
  return findings.filter(({ code }) => code.startsWith('runtime_'))
}

const isServed = () => eventually(async () => expect((await odin.ask()).status).toBe(200))

describe('a dedicated tenant', () => {
  it.each(['service', 'postgres'] as const)(
    'is served again after its %s was killed',
    async (part) => {
      const pid = await crash(odin, part)
      // What is kept alive may still be open for a moment.
      const down = await eventually(async () => {
        const answer = await odin.ask()
        expect(answer.status).toBe(503)
        return answer
      })
      expect(Number(down.retryAfter)).toBeGreaterThan(0)
      expect((await other.call('GET', '/me', { token: user.token })).status).toBe(200)
      await isServed()
      expect((await odin.process(part))?.pid).not.toBe(pid)
    },
  )

  it('outlives its control plane, and is adopted by the next one', async () => {
    const before = [await odin.process('service'), await odin.process('postgres')]
    await network.stopControlPlane()
    expect((await odin.ask()).status).toBe(200)
    await network.startControlPlane()
    await crash(odin, 'service')
    await isServed()
    expect((await odin.process('postgres'))?.pid).toBe(before[1]?.pid)
    expect((await odin.process('service'))?.pid).not.toBe(before[0]?.pid)
  })

  it('that died while no control plane ran is started by the next one', async () => {
    await network.stopControlPlane()
    await crash(odin, 'service')
    await crash(odin, 'postgres')
    await network.startControlPlane()
    await isServed()
  })

  it('does not run while it is suspended, is skipped by the fleet, and comes back', async () => {
    await operate('suspend')
    expect(await odin.process('service')).toBeUndefined()
    expect(await odin.process('postgres')).toBeUndefined()
    const run = await complete(network, 'drift', { where: { tenants: [odin.slug] } })
    expect(run).toMatchObject({ state: 'succeeded', tenants: 1, places: 0 })
    expect((await resultsOf(network, 'drift', run.id)).results).toMatchObject([
      { slug: odin.slug, state: 'skipped', error: expect.stringContaining('stopped') },
    ])
    expect(await findings()).toEqual([])
    await operate('resume')
    expect((await odin.ask()).status).toBe(200)
  })

  it('is migrated, looked at and commanded as any other', async () => {
    const drift = await complete(network, 'drift', { where: { isolation: 'dedicated' } })
    expect(drift).toMatchObject({ state: 'succeeded', counts: { succeeded: 1 } })
    const path = `/v1/tenants/${odin.slug}/commands/count`
    const counted = await network.operate('POST', path, { args: {} })
    expect(counted).toMatchObject({ status: 200, body: { result: { users: 1 } } })
    expect(await findings()).toEqual([])
  })
})

describe('the doctor', () => {
  it('finds what the runtime has of nobody', async () => {
    const stray = newId()
    const folder = join(network.tenantsFolder, stray)
    const known = await readFile(join(network.tenantsFolder, odin.id, 'tenant.json'), 'utf8')
    await mkdir(folder)
    await writeFile(join(folder, 'tenant.json'), known.replaceAll(odin.id, stray))
    expect(await findings()).toEqual([
      expect.objectContaining({ code: 'runtime_without_tenant', subject: stray }),
    ])
    await rm(folder, { recursive: true })
  })

  it('finds a tenant that cannot be started', async () => {
    const cluster = join(network.tenantsFolder, odin.id, 'cluster')
    const rows = join(cluster, 'data')
    await crash(odin, 'postgres')
    await rename(rows, `${rows}.gone`)
    await eventually(async () =>
      expect(await findings()).toEqual([
        expect.objectContaining({ code: 'runtime_down', subject: odin.slug }),
      ]),
    )
    await rename(`${rows}.gone`, rows)
    await isServed()
  })
})
