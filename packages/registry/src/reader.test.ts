import type { RegistryEntry } from '@mt/shared/registry/entry'
import { entryFor } from '@mt/shared/testing/entries'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { RegistrySources } from './load-entry.ts'
import { createRegistryMetrics } from './metrics.ts'
import { createReader } from './reader.ts'
import { RegistryUnavailable } from './registry-unavailable.ts'

const first = entryFor('thor')
const { host } = first
const limits = { maxEntries: 10, maxUnknown: 2, entryTtlMs: 30_000, unknownTtlMs: 5_000 }
const dayMs = 24 * 60 * 60 * 1_000

/** A reader of one host, with sources and a clock that the test controls. */
function setUp() {
  const world = {
    nowMs: 1_000,
    truth: undefined as RegistryEntry | undefined,
    published: undefined as RegistryEntry | undefined,
    controlPlaneAnswers: true,
    asked: [] as string[],
  }
  const sources: RegistrySources = {
    async findPublished() {
      world.asked.push('redis')
      return world.published
    },
    async fetchFromControlPlane() {
      world.asked.push('control plane')
      if (!world.controlPlaneAnswers) throw new RegistryUnavailable('away')
      return world.truth
    },
  }
  const register = new Registry()
  const metrics = createRegistryMetrics(register)
  const nowMs = () => world.nowMs
  const reader = createReader({ ...limits, sources, metrics, maxStaleMs: dayMs, nowMs })
  const counted = async (name: string) =>
    (await register.getSingleMetric(name)?.get())?.values.reduce((sum, v) => sum + v.value, 0)
  return { world, reader, counted }
}

const settle = () => new Promise(setImmediate)

describe('createReader', () => {
  it('answers from Redis, then from memory without a promise', async () => {
    const { world, reader } = setUp()
    world.published = first
    expect(await reader.lookup(host)).toBe(first)
    expect(reader.lookup(host)).toBe(first)
    expect(world.asked).toEqual(['redis'])
  })

  it('asks the control plane if Redis has nothing', async () => {
    const { world, reader } = setUp()
    world.truth = first
    expect(await reader.lookup(host)).toBe(first)
    expect(world.asked).toEqual(['redis', 'control plane'])
  })

  it('loads a host once for all callers', async () => {
    const { world, reader } = setUp()
    world.truth = first
    await Promise.all([reader.lookup(host), reader.lookup(host), reader.lookup(host)])
    expect(world.asked).toEqual(['redis', 'control plane'])
  })

  it('remembers an unknown host for a short while', async () => {
    const { world, reader } = setUp()
    expect(await reader.lookup(host)).toBeUndefined()
    expect(reader.lookup(host)).toBeUndefined()
    expect(world.asked).toHaveLength(2)
    world.nowMs += 10_000
    world.truth = first
    expect(await reader.lookup(host)).toBe(first)
  })

  it('forgets that a host was unknown when it is announced', async () => {
    const { world, reader } = setUp()
    await reader.lookup(host)
    world.truth = first
    reader.noteChange({ host, version: 1 }, 'announced')
    expect(await reader.lookup(host)).toBe(first)
  })

  it('distinguishes an unknown host from sources that do not answer', async () => {
    const { world, reader, counted } = setUp()
    world.controlPlaneAnswers = false
    await expect(reader.lookup(host)).rejects.toThrow(RegistryUnavailable)
    expect(await counted('registry_lookups_total')).toBe(1)
  })

  it('serves an expired entry while it is refreshed', async () => {
    const { world, reader } = setUp()
    world.published = first
    await reader.lookup(host)
    world.nowMs += 60_000
    world.published = { ...first, version: 2 }
    expect(reader.lookup(host)).toBe(first)
    await settle()
    expect(reader.lookup(host)).toMatchObject({ version: 2 })
  })

  it('serves a known host a day without sources, and counts it', async () => {
    const { world, reader, counted } = setUp()
    world.published = first
    await reader.lookup(host)
    world.published = undefined
    world.controlPlaneAnswers = false
    world.nowMs += dayMs - 1
    expect(reader.lookup(host)).toBe(first)
    await settle()
    expect(reader.lookup(host)).toBe(first)
    expect(await counted('registry_stale_serves_total')).toBe(1)
    world.nowMs += 2
    await expect(reader.lookup(host)).rejects.toThrow(RegistryUnavailable)
  })

  it('waits for the new entry of a host that changed', async () => {
    const { world, reader } = setUp()
    world.published = first
    await reader.lookup(host)
    world.truth = { ...first, version: 2, status: 'suspended' }
    reader.noteChange({ host, version: 2 }, 'announced')
    expect(await reader.lookup(host)).toMatchObject({ status: 'suspended' })
  })

  it('loads a change at once', async () => {
    const { world, reader } = setUp()
    world.published = first
    await reader.lookup(host)
    world.published = { ...first, version: 2 }
    reader.noteChange({ host, version: 2 }, 'announced')
    await settle()
    world.published = undefined
    world.controlPlaneAnswers = false
    expect(reader.lookup(host)).toMatchObject({ version: 2 })
  })

  it('refuses to serve an entry that is known to be outdated', async () => {
    const { world, reader } = setUp()
    world.published = first
    await reader.lookup(host)
    world.controlPlaneAnswers = false
    reader.noteChange({ host, version: 2 }, 'proven')
    await expect(reader.lookup(host)).rejects.toThrow(RegistryUnavailable)
  })

  it('keeps serving after an announcement that the control plane denies', async () => {
    const { world, reader, counted } = setUp()
    world.published = first
    world.truth = first
    await reader.lookup(host)
    reader.noteChange({ host, version: 1_000_000 }, 'announced')
    expect(await reader.lookup(host)).toBe(first)
    expect(await counted('registry_false_announcements_total')).toBe(1)
    expect(reader.lookup(host)).toBe(first)
  })

  it('looks for a newer entry after one that proved outdated', async () => {
    const { world, reader } = setUp()
    world.published = first
    await reader.lookup(host)
    world.truth = { ...first, version: 9, epoch: 2 }
    expect(await reader.lookupAfter(first)).toMatchObject({ epoch: 2 })
    world.asked.length = 0
    expect(await reader.lookupAfter(first)).toMatchObject({ epoch: 2 })
    expect(world.asked).toEqual([])
  })

  it('keeps serving if the control plane has nothing newer', async () => {
    const { world, reader } = setUp()
    world.published = first
    world.truth = first
    await reader.lookup(host)
    expect(await reader.lookupAfter(first)).toBe(first)
    expect(reader.lookup(host)).toBe(first)
  })

  it('takes no older entry from Redis, nor from the control plane', async () => {
    const { world, reader } = setUp()
    const newer = { ...first, version: 7 }
    world.truth = newer
    await reader.lookup(host)
    world.published = first
    world.nowMs += 60_000
    expect(reader.lookup(host)).toBe(newer)
    world.truth = first
    reader.noteGap()
    expect(await reader.lookup(host)).toBe(newer)
  })

  it('keeps a known host that the control plane has lost', async () => {
    const { world, reader } = setUp()
    world.truth = first
    await reader.lookup(host)
    world.truth = undefined
    reader.noteGap()
    expect(await reader.lookup(host)).toBe(first)
  })

  it('confirms everything after a gap, and keeps serving when nothing answers', async () => {
    const { world, reader } = setUp()
    world.published = first
    await reader.lookup(host)
    world.published = { ...first, version: 2 }
    reader.noteGap()
    expect(await reader.lookup(host)).toMatchObject({ version: 2 })
    world.published = undefined
    world.controlPlaneAnswers = false
    reader.noteGap()
    expect(await reader.lookup(host)).toMatchObject({ version: 2 })
  })
  it('accepts nothing that was read before a gap', async () => {
    const { world, reader } = setUp()
    world.published = first
    const loading = reader.lookup(host)
    world.published = { ...first, version: 2 }
    reader.noteGap()
    expect(await loading).toMatchObject({ version: 2 })
  })
})
