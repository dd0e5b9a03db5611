import { newId } from '@mt/shared/ids'
import { changesChannel, filledKey, hostKey } from '@mt/shared/registry/protocol'
import { removeKeys } from '@mt/shared/testing/remove-keys'
import { testServers } from '@mt/shared/testing/servers'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishEntries, readWatermark } from './publish-entries.ts'

let redis: Redis
let listener: Redis
beforeAll(async () => {
  redis = new Redis(testServers().redisUrl)
  listener = redis.duplicate()
  await listener.subscribe(changesChannel)
})
afterAll(async () => {
  redis.disconnect()
  listener.disconnect()
  await removeKeys(testServers().redisUrl, 'control-plane')
})

function newHost() {
  return `${newId()}.polls.localhost`
}

function publish(host: string, versions: number[], registryId: string, from = 0) {
  const entries = versions.map((version) => ({ host, version, token: `entry-${version}` }))
  return publishEntries(redis, { registryId, from, entries, complete: false })
}

describe('publishEntries', () => {
  it('keeps the newest entry, in whatever order they come', async () => {
    const versions = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(versions, async (order) => {
        const host = newHost()
        await Promise.all(order.map((version) => publish(host, [version], newId())))
        const newest = Math.max(...order)
        const kept = { version: String(newest), entry: `entry-${newest}` }
        expect(await redis.hgetall(hostKey(host))).toEqual(kept)
      }),
      { numRuns: 30 },
    )
  })

  it('compares versions as numbers, even beyond nine digits', async () => {
    const host = newHost()
    await publish(host, [1_799_999_999_999], newId())
    await publish(host, [999_999_999_999], newId())
    expect(await redis.hget(hostKey(host), 'version')).toBe('1799999999999')
  })

  it('announces only what it sets, not older entries', async () => {
    const host = newHost()
    const heard: unknown[] = []
    listener.on('message', (_, text) => {
      const change = JSON.parse(text)
      if (change.host === host) heard.push(change)
    })
    await publish(host, [2], newId())
    await publish(host, [1], newId())
    await publish(host, [3], newId())
    const expected = [
      { host, version: 2 },
      { host, version: 3 },
    ]
    await expect.poll(() => heard).toEqual(expected)
  })

  it('moves the watermark to the last version', async () => {
    const registryId = newId()
    expect(await readWatermark(redis, registryId)).toBe(0)
    expect(await publish(newHost(), [4, 7], registryId)).toBe(true)
    expect(await readWatermark(redis, registryId)).toBe(7)
  })

  it('sets nothing if the watermark has moved', async () => {
    const [registryId, host] = [newId(), newHost()]
    expect(await publish(host, [9], registryId, 8)).toBe(false)
    expect(await redis.exists(hostKey(host))).toBe(0)
    expect(await readWatermark(redis, registryId)).toBe(0)
  })

  it('marks Redis as filled once nothing is left', async () => {
    const complete = { registryId: newId(), from: 0, entries: [], complete: true }
    await publishEntries(redis, complete)
    expect(await redis.exists(filledKey)).toBe(1)
  })
})
