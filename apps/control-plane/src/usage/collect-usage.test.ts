import { createLogger } from '@mt/shared/logger'
import { takenUsageKey, usageBatchField, usageDay, usageKey } from '@mt/shared/usage-protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Orm, openOrm } from '../database/open-orm.ts'
import { entities } from '../entities.ts'
import { newSlug, startTestNetwork, type TestNetwork } from '../testing/test-network.ts'
import { collectUsage } from './collect-usage.ts'

/** A day on which the gateways of other tests, which share this Redis, count nothing. */
const day = usageDay(Date.now() - 3 * 24 * 60 * 60 * 1_000)

let network: TestNetwork
let orm: Orm
beforeAll(async () => {
  network = await startTestNetwork()
  orm = await openOrm(network.config.database, createLogger('test', 'silent'), entities)
})
afterAll(async () => {
  await orm.close()
  await network.close()
})

async function newTenant(): Promise<string> {
  const body = { slug: newSlug(), name: 'Thor' }
  const headers = { prefer: 'wait=10' }
  return (await network.call('POST', '/v1/tenants', { body, headers })).body.id
}

async function usageOf(tenant: string) {
  return (await network.call('GET', `/v1/tenants/${tenant}/usage?from=${day}&to=${day}`)).body
    .results
}

function collect() {
  return collectUsage({ orm, redis: network.redis })
}

describe('collectUsage', () => {
  it('adds counts once, even with concurrent collectors', async () => {
    const tenant = await newTenant()
    await network.redis.hincrby(usageKey(day), tenant, 7)
    await Promise.all([collect(), collect(), collect()])
    await network.redis.hincrby(usageKey(day), tenant, 5)
    await collect()
    expect(await usageOf(tenant)).toEqual([{ day, requests: 12 }])
    const { body } = await network.call('GET', `/v1/usage?from=${day}`)
    expect(body.results).toContainEqual(expect.objectContaining({ tenant, requests: 12 }))
  })

  it('does not repeat a batch of a process that died', async () => {
    const tenant = await newTenant()
    await network.redis.hincrby(usageKey(day), tenant, 7)
    await network.redis.hset(usageKey(day), usageBatchField, crypto.randomUUID())
    const taken = await network.redis.hgetall(usageKey(day))
    await collect()
    await network.redis.hset(takenUsageKey(day), taken)
    await collect()
    expect(await usageOf(tenant)).toEqual([{ day, requests: 7 }])
    expect(await network.redis.exists(takenUsageKey(day))).toBe(0)
  })

  it('ignores counts that no gateway would write', async () => {
    const tenant = await newTenant()
    const forged = { [tenant]: '3', [crypto.randomUUID()]: '9', nobody: '1', batch2: 'x' }
    await network.redis.hset(usageKey(day), forged)
    await collect()
    expect(await usageOf(tenant)).toEqual([{ day, requests: 3 }])
  })
})
