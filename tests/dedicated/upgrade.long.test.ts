import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import { type Dedicated, onboardDedicated } from './dedicated-kit.ts'

const nextRelease = join(import.meta.dirname, '../fleet/run-next.ts')
const brokenRelease = join(import.meta.dirname, 'run-broken.ts')

let network: OwnNetwork
let tenants: Dedicated[]

beforeAll(async () => {
  network = await startNetwork()
  tenants = await Promise.all([onboardDedicated(network), onboardDedicated(network)])
})
afterAll(() => network[Symbol.asyncDispose]())

async function restartControlPlane(env: NodeJS.ProcessEnv = {}): Promise<void> {
  await network.stopControlPlane()
  await network.startControlPlane(env)
}

const pids = (part: 'service' | 'postgres') =>
  Promise.all(tenants.map(async (tenant) => (await tenant.process(part))?.pid))

const statuses = () => Promise.all(tenants.map(async (tenant) => (await tenant.ask()).status))

/** Asks for all tenants, again and again, until each has another service than in `before`. */
async function whileReplaced(before: (number | undefined)[]): Promise<number[][]> {
  const seen: number[][] = []
  await eventually(async () => {
    seen.push(await statuses())
    const now = await pids('service')
    expect(seen.at(-1)).toEqual(now.map(() => 200))
    for (const [at, pid] of now.entries()) expect([undefined, before[at]]).not.toContain(pid)
  })
  return seen
}

async function findings(): Promise<string[]> {
  const { body } = await network.operate('GET', '/v1/doctor')
  const { findings: found } = body as { findings: { code: string }[] }
  return found.map(({ code }) => code).filter((code) => code.startsWith('runtime_'))
}

describe('a control plane that is started again', () => {
  it('leaves dedicated services alone where nothing has changed', async () => {
    const before = [await pids('service'), await pids('postgres')]
    await restartControlPlane()
    await eventually(async () => expect(await findings()).toEqual([]))
    expect([await pids('service'), await pids('postgres')]).toEqual(before)
  })

  it.each([
    ['another version', { RUNTIME_SERVICE: nextRelease }],
    ['another configuration', { LOG_LEVEL: 'error' }],
  ])('replaces them one after another with %s, and no database', async (_, env) => {
    const [services, databases] = [await pids('service'), await pids('postgres')]
    await restartControlPlane(env)
    const seen = await whileReplaced(services)
    expect(await pids('postgres')).toEqual(databases)
    expect(seen.filter((answers) => !answers.includes(200))).toEqual([])
    for (const status of seen.flat()) expect([200, 503]).toContain(status)
  })

  it('takes down no second one with a version that does not start', async () => {
    const before = await pids('service')
    await restartControlPlane({ RUNTIME_SERVICE: brokenRelease })
    await eventually(async () => expect((await statuses()).toSorted()).toEqual([200, 503]))
    await eventually(async () =>
      expect((await findings()).toSorted()).toEqual(['runtime_down', 'runtime_outdated']),
    )
    expect((await pids('service')).filter((pid) => before.includes(pid))).toHaveLength(1)
    await restartControlPlane({ RUNTIME_SERVICE: nextRelease })
    await eventually(async () => expect(await statuses()).toEqual([200, 200]))
  })
})
