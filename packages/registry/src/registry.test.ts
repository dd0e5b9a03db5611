import {
  importSigningKey,
  importVerifyingKeys,
  newKeyTexts,
  signingKeyText,
  verifyingKeysText,
} from '@mt/shared/keys'
import { createLogger } from '@mt/shared/logger'
import { type RegistryEntry, signEntry } from '@mt/shared/registry/entry'
import { changesChannel, hostKey } from '@mt/shared/registry/protocol'
import { entryFor } from '@mt/shared/testing/entries'
import { removeKeys } from '@mt/shared/testing/remove-keys'
import { testServers } from '@mt/shared/testing/servers'
import { Redis } from 'ioredis'
import { Registry as MetricsRegister } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRegistry, RegistryUnavailable } from './registry.ts'
import { startControlPlaneStub } from './testing/control-plane-stub.ts'
import { startTcpProxy } from './testing/tcp-proxy.ts'

const apiKey = 'registry-key-of-this-test'

async function keyPair() {
  const texts = await newKeyTexts('registry')
  const signing = await importSigningKey(signingKeyText.parse(texts.signing))
  const verifying = await importVerifyingKeys(verifyingKeysText.parse(texts.verifying))
  return { signing, verifying }
}

interface SetUp {
  entryTtlMs?: number
  /** By default so long that no machine is too busy for it. */
  redisTimeoutMs?: number
}

async function setUp({ entryTtlMs = 60_000, redisTimeoutMs = 60_000 }: SetUp = {}) {
  const running = new AsyncDisposableStack()
  const { signing, verifying } = await keyPair()
  const redisUrl = new URL(testServers().redisUrl)
  const redis = new Redis(redisUrl.href)
  running.defer(() => redis.disconnect())
  running.defer(() => removeKeys(testServers().redisUrl, 'control-plane'))
  const target = { host: redisUrl.hostname, port: Number(redisUrl.port || 6379) }
  const redisProxy = await startTcpProxy(target)
  running.defer(redisProxy.close)
  const controlPlane = await startControlPlaneStub(signing, apiKey)
  running.defer(controlPlane.close)

  redisUrl.host = `127.0.0.1:${redisProxy.port}`
  const register = new MetricsRegister()
  const registry = createRegistry({
    redisUrl: redisUrl.href,
    redisTimeoutMs,
    controlPlane: { url: controlPlane.url, apiKey },
    verifyingKeys: verifying,
    logger: createLogger('test', 'silent'),
    metrics: register,
    limits: { entryTtlMs, unknownTtlMs: 60_000 },
  })
  await registry.start()
  running.defer(registry.close)

  return {
    registry,
    redis,
    redisProxy,
    controlPlane,
    signing,
    close: () => running.disposeAsync(),
    counted: async (name: string) =>
      (await register.getSingleMetric(name)?.get())?.values.reduce((sum, v) => sum + v.value, 0),
    /** Writes an entry to Redis, signed by `key`, where the control plane would write it. */
    async publish(entry: RegistryEntry, key = signing, host = entry.host): Promise<void> {
      const token = await signEntry(key, entry)
      await redis.hset(hostKey(host), { version: entry.version, entry: token })
      await redis.expire(hostKey(host), 60)
    },
    announce: ({ host, version }: RegistryEntry) =>
      redis.publish(changesChannel, JSON.stringify({ host, version })),
  }
}

let parts: Awaited<ReturnType<typeof setUp>>
let entry: RegistryEntry

beforeEach(async () => {
  parts = await setUp()
  entry = entryFor(`t-${crypto.randomUUID().slice(0, 13)}`)
})
afterEach(() => parts.close())

const find = async () => parts.registry.lookup(entry.host)
const askedFor = (host: string) =>
  parts.controlPlane.requested.filter((path) => path.endsWith(host)).length

describe('createRegistry', () => {
  it('finds in Redis what the control plane published', async () => {
    await parts.publish(entry)
    expect(await find()).toEqual(entry)
    expect(askedFor(entry.host)).toBe(0)
  })

  it('asks the control plane for what Redis does not have', async () => {
    await parts.controlPlane.put(entry)
    expect(await find()).toEqual(entry)
  })

  it.each(['forged', 'misplaced', 'malformed', 'of another type'])(
    'ignores an entry in Redis that is %s, and counts it',
    async (kind) => {
      await parts.controlPlane.put(entry)
      const redirected = { ...entry, version: 9, tenantId: crypto.randomUUID() }
      const elsewhere = { ...redirected, host: 'other.polls.localhost' }
      if (kind === 'forged') await parts.publish(redirected, (await keyPair()).signing)
      if (kind === 'misplaced') await parts.publish(elsewhere, parts.signing, entry.host)
      if (kind === 'malformed') await parts.redis.hset(hostKey(entry.host), 'entry', 'x.y.z')
      if (kind === 'of another type') await parts.redis.set(hostKey(entry.host), 'x')
      expect(await find()).toEqual(entry)
      expect(await parts.counted('registry_refused_entries_total')).toBe(1)
      await parts.redis.del(hostKey(entry.host))
    },
  )

  it('follows an announcement at once', async () => {
    await parts.publish(entry)
    await find()
    const suspended: RegistryEntry = { ...entry, version: 2, status: 'suspended' }
    await parts.publish(suspended)
    await parts.announce(suspended)
    await expect.poll(find, { interval: 5 }).toEqual(suspended)
    expect(askedFor(entry.host)).toBe(0)
  })

  it('notifies listeners of changes and gaps', async () => {
    const events: string[] = []
    parts.registry.listen({ changed: (host) => events.push(host), gap: () => events.push('gap') })
    const hasHeard = async () => (await parts.announce(entry)) && events.includes(entry.host)
    await expect.poll(hasHeard).toBe(true)
    parts.controlPlane.refuseCursor = true
    await parts.redisProxy.cut()
    await parts.redisProxy.restore()
    await expect.poll(() => events).toContain('gap')
  })

  it('asks the control plane when Redis is behind the announcement', async () => {
    await parts.publish(entry)
    await find()
    const suspended: RegistryEntry = { ...entry, version: 2, status: 'suspended' }
    await parts.controlPlane.put(suspended)
    await parts.announce(suspended)
    await expect.poll(find, { interval: 5 }).toEqual(suspended)
  })

  it('survives malformed announcements', async () => {
    await parts.publish(entry)
    await find()
    for (const text of ['', '{', '[]', '{"host":1,"version":"x"}']) {
      await parts.redis.publish(changesChannel, text)
    }
    await expect.poll(() => parts.counted('registry_false_announcements_total')).toBe(4)
    expect(await find()).toEqual(entry)
  })

  it('sees a change without an announcement, by the feed', async () => {
    await parts.publish(entry)
    await find()
    const suspended: RegistryEntry = { ...entry, version: 2, status: 'suspended' }
    await parts.controlPlane.put(suspended)
    await expect.poll(find).toEqual(suspended)
  })

  it('sees a change without Redis', async () => {
    await parts.publish(entry)
    await find()
    await parts.redisProxy.cut()
    const suspended: RegistryEntry = { ...entry, version: 2, status: 'suspended' }
    await parts.controlPlane.put(suspended)
    await expect.poll(find).toEqual(suspended)
  })

  it('serves known hosts without Redis and control plane, without one error', async () => {
    await parts.close()
    parts = await setUp({ entryTtlMs: 50 })
    await parts.publish(entry)
    await find()
    await parts.redisProxy.cut()
    await parts.controlPlane.close()
    const until = performance.now() + 400
    while (performance.now() < until) {
      expect(await find()).toEqual(entry)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(await parts.counted('registry_stale_serves_total')).toBeGreaterThan(0)
    await expect(parts.registry.lookup('never-seen.polls.localhost')).rejects.toThrow(
      RegistryUnavailable,
    )
    expect(parts.registry.canServe()).toBe(true)
  })

  it('skips a Redis that hangs', async () => {
    await parts.close()
    parts = await setUp({ redisTimeoutMs: 200 })
    await parts.controlPlane.put(entry)
    parts.redisProxy.hang(true)
    expect(await find()).toEqual(entry)
  })

  it('catches up when Redis is back, although announcements were lost', async () => {
    await parts.publish(entry)
    await find()
    await parts.redisProxy.cut()
    const suspended: RegistryEntry = { ...entry, version: 2, status: 'suspended' }
    await parts.controlPlane.put(suspended)
    await parts.announce(suspended)
    await parts.redisProxy.restore()
    await expect.poll(find).toEqual(suspended)
    const resumed: RegistryEntry = { ...entry, version: 3 }
    await parts.publish(resumed)
    await expect.poll(() => parts.announce(resumed)).toBeGreaterThan(0)
    await expect.poll(find).toEqual(resumed)
  })

  it('confirms everything that it holds when the feed refuses its cursor', async () => {
    const gaps = (await parts.counted('registry_gaps_total')) ?? 0
    parts.controlPlane.refuseCursor = true
    await expect.poll(() => parts.counted('registry_gaps_total')).toBe(gaps + 1)
  })

  it('bounds the look-ups of made-up hosts', async () => {
    parts.controlPlane.hang = true
    const lookups = Promise.allSettled(
      Array.from({ length: 200 }, (_, i) => parts.registry.lookup(`made-up-${i}.polls.localhost`)),
    )
    const asked = () =>
      parts.controlPlane.requested.filter((path) => path.includes('made-up')).length
    await expect.poll(asked).toBe(64)
    const reasons = (await lookups).map((each) => each.status === 'rejected' && each.reason)
    expect(reasons.every((reason) => reason instanceof RegistryUnavailable)).toBe(true)
    expect(asked()).toBeLessThanOrEqual(128)
  })
})
