import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import { expectStatus } from '../tenant-client.ts'
import { type Dedicated, onboardDedicated, opens } from './dedicated-kit.ts'

const [first, second] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
let network: OwnNetwork
let served: Dedicated
let suspended: Dedicated

beforeAll(async () => {
  network = await startNetwork()
  await restartControlPlane({ RUNTIME_SECRET: first })
  const made = await Promise.all([onboardDedicated(network), onboardDedicated(network)])
  served = made[0]
  suspended = made[1]
  await operate(suspended, 'suspend')
})
afterAll(() => network[Symbol.asyncDispose]())

async function restartControlPlane(env: NodeJS.ProcessEnv): Promise<void> {
  await network.stopControlPlane()
  await network.startControlPlane(env)
}

async function operate({ slug }: Dedicated, verb: string): Promise<void> {
  const path = `/v1/tenants/${slug}/${verb}`
  expectStatus(await network.operate('POST', path, undefined, { prefer: 'wait=20' }), 200)
}

const servicePid = async (tenant: Dedicated) => (await tenant.process('service'))?.pid

async function untilReplaced(tenant: Dedicated, before: number | undefined): Promise<void> {
  await eventually(async () => {
    expect([undefined, before]).not.toContain(await servicePid(tenant))
    expect((await tenant.ask()).status).toBe(200)
  })
}

describe('the secret of the runtime', () => {
  it('is changed under tenants that are served, whose databases go on', async () => {
    const before = await network.clusterUrl(served.id)
    const [service, database] = [await servicePid(served), await served.process('postgres')]
    await restartControlPlane({ RUNTIME_SECRET: second, RUNTIME_SECRET_PREVIOUS: first })
    await untilReplaced(served, service)
    expect(await served.process('postgres')).toEqual(database)
    expect(await opens(before)).toBe('28P01')
    expect(await opens(await network.clusterUrl(served.id))).toBe('opened')
  })

  it('is changed for one that was stopped when it is resumed', async () => {
    await operate(suspended, 'resume')
    expect((await suspended.ask()).status).toBe(200)
    expect(await opens(await network.clusterUrl(suspended.id))).toBe('opened')
  })

  it('is forgotten as it was before, once nothing has it any more', async () => {
    const services = [await servicePid(served), await servicePid(suspended)]
    await restartControlPlane({ RUNTIME_SECRET_PREVIOUS: undefined })
    await untilReplaced(served, services[0])
    await untilReplaced(suspended, services[1])
  })
})
