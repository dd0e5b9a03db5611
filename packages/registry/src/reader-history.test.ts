import { entryFor } from '@mt/shared/testing/entries'
import fc from 'fast-check'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { RegistrySources } from './load-entry.ts'
import { createRegistryMetrics } from './metrics.ts'
import { createReader } from './reader.ts'
import { RegistryUnavailable } from './registry-unavailable.ts'

const first = entryFor('thor')
const { host } = first
const dayMs = 24 * 60 * 60 * 1_000
const limits = { maxEntries: 10, maxUnknown: 2, entryTtlMs: 30_000, unknownTtlMs: 5_000 }

describe('createReader, under any interleaving', () => {
  it('never goes back, and ends with the newest version', async () => {
    const action = fc.constantFrom('change', 'silent change', 'look up', 'gap', 'time')
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(action, { minLength: 5, maxLength: 40 }),
        followHistory,
      ),
      { numRuns: 500 },
    )
  })
})

/**
 * Plays a history of one host, in which everything takes an unknown time, and checks what a reader sees.
 */
async function followHistory(s: fc.Scheduler, actions: string[]): Promise<void> {
  let newest = 0
  let inRedis = 0
  let seen = 0
  let nowMs = 0
  const at = (version: number) => (version === 0 ? undefined : { ...first, version })
  const delay = (label: string) => s.schedule(Promise.resolve(), label)
  const sources: RegistrySources = {
    async findPublished() {
      await delay('ask Redis')
      const version = inRedis
      await delay('Redis answers')
      return at(version)
    },
    async fetchFromControlPlane() {
      await delay('ask the control plane')
      const version = newest
      await delay('the control plane answers')
      return at(version)
    },
  }
  const metrics = createRegistryMetrics(new Registry())
  const reader = createReader({
    ...{ ...limits, sources, metrics, maxStaleMs: dayMs, nowMs: () => nowMs },
  })

  async function lookUp(): Promise<number> {
    const before = seen
    try {
      const version = (await reader.lookup(host))?.version ?? 0
      expect(version).toBeGreaterThanOrEqual(before)
      seen = Math.max(seen, version)
      return version
    } catch (error) {
      expect(error).toBeInstanceOf(RegistryUnavailable)
      return -1
    }
  }

  async function change(announced: boolean): Promise<void> {
    newest += 1
    const version = newest
    void delay('feed').then(() => reader.noteChange({ host, version }, 'proven'))
    await delay('publish')
    inRedis = Math.max(inRedis, version)
    await delay('announce')
    if (announced) reader.noteChange({ host, version }, 'announced')
  }

  const act: Record<string, () => unknown> = {
    change: () => change(true),
    'silent change': () => change(false),
    'look up': lookUp,
    gap: reader.noteGap,
    time: () => {
      nowMs += 20_000
    },
  }
  s.scheduleSequence(actions.map((label) => ({ label, builder: async () => void act[label]?.() })))
  await s.waitIdle()
  const last = lookUp()
  await s.waitIdle()
  nowMs += 2_000
  expect(await last).toBe(newest)
}
