import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonAnswer } from '@mt/infra/dev/http-json'
import { hostKey } from '@mt/shared/registry/protocol'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { type OwnNetwork, startNetwork } from './own-network.ts'
import type { TenantClient, User } from './tenant-client.ts'

let network: OwnNetwork
let tenants: { tenant: TenantClient; user: User }[]

beforeEach(async () => {
  network = await startNetwork({ ownPostgres: true })
  const models = ['shared', 'schema', 'database'] as const
  tenants = await Promise.all(
    models.map(async (isolation) => {
      const tenant = await network.onboard({ isolation })
      return { tenant, user: await tenant.newUser() }
    }),
  )
})

afterEach(() => network[Symbol.asyncDispose]())

describe('without Redis', () => {
  it('serves known tenants without errors, even without the control plane', async () => {
    await network.redis.kill()
    expect(await statusesFor(500)).toEqual(new Set([200]))
    await network.stopControlPlane()
    expect(await statusesFor(1_500)).toEqual(new Set([200]))
  })

  it('still learns of a suspension', async () => {
    await network.redis.kill()
    const [first] = tenants
    await network.operate('POST', `/v1/tenants/${first?.tenant.slug}/suspend`)
    await eventually(async () => expect((await readAll())[0]?.status).toBe(403))
    expect((await readAll()).map(({ status }) => status)).toEqual([403, 200, 200])
  })

  it('onboards and serves a new tenant', async () => {
    await network.redis.kill()
    const tenant = await network.onboard()
    await eventually(async () =>
      expect(await tenant.call('GET', '/me')).toMatchObject({ status: 401 }),
    )
  })
})

describe('with Redis back and empty', () => {
  it('refills the registry automatically', async () => {
    await network.redis.kill()
    await network.redis.restart()
    await eventually(async () =>
      expect(await publishedHosts()).toEqual(tenants.map(({ tenant }) => tenant.host).sort()),
    )
    expect(await statusesFor(200)).toEqual(new Set([200]))
  })
})

describe('without PostgreSQL', () => {
  it('answers 503 with Retry-After until it is back', async () => {
    await network.postgres?.kill()
    for (const answer of await readAll()) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    }
    await network.postgres?.restart()
    await eventually(async () => {
      expect((await readAll()).map(({ status }) => status)).toEqual([200, 200, 200])
    })
    const late = await network.onboard()
    await eventually(async () =>
      expect(await late.call('GET', '/me')).toMatchObject({ status: 401 }),
    )
  })
})

function readAll(): Promise<JsonAnswer[]> {
  return Promise.all(
    tenants.map(({ tenant, user }) => tenant.call('GET', '/me', { token: user.token })),
  )
}

/** Every status that the tenants' users get in this time. */
async function statusesFor(durationMs: number): Promise<Set<number>> {
  const seen = new Set<number>()
  const end = Date.now() + durationMs
  while (Date.now() < end) {
    for (const { status } of await readAll()) seen.add(status)
    await sleep(5)
  }
  return seen
}

async function publishedHosts(): Promise<string[]> {
  const redis = new Redis(network.redis.url, { lazyConnect: true })
  try {
    await redis.connect()
    const keys = await redis.keys(hostKey('*'))
    return keys.map((key) => key.slice(hostKey('').length)).sort()
  } finally {
    redis.disconnect()
  }
}
