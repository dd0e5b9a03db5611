import { createLogger } from '@mt/shared/logger'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Orm } from '../database/open-orm.ts'
import { noRuntime } from '../runtimes/no-runtime.ts'
import type { Runtime, RuntimeTenant } from '../runtimes/runtime.ts'
import type { DesiredTenant } from './read-desired-state.ts'
import { startSupervisor } from './supervisor.ts'

const hourMs = 3_600_000
const config = {
  ...{ lookEveryMs: 1_000, restMs: 10_000, atOnce: 8 },
  ...{ retryDelayMs: 500, maxRetryDelayMs: 30_000 },
}
const addresses = { url: 'http://127.0.0.1:1', internalUrl: 'http://127.0.0.1:2' }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A supervisor of this many dedicated tenants, all in their desired state, and what it does. */
function supervise(count: number) {
  const books = Array.from({ length: count }, (_, n): DesiredTenant => {
    const fixed = { slug: `t${n}`, cluster: `d_${n}`, status: 'active', busy: false } as const
    return { tenantId: `t${n}`, ...fixed, upstream: addresses, requests: 0 }
  })
  const found = books.map(({ tenantId, slug }): RuntimeTenant => {
    const parts = { service: { state: 'running' }, postgres: { state: 'running' } } as const
    return { tenantId, slug, parts: { ...parts }, launched: addresses, outdated: false }
  })
  const seen = { lists: 0, launches: [] as string[], launchesAtOnce: 0, used: [] as string[] }
  let dies = (_tenantId?: string) => {}
  let launching = 0
  const runtime: Runtime = {
    ...noRuntime,
    kind: 'process',
    async list() {
      seen.lists += 1
      return structuredClone(found)
    },
    async launch({ tenantId }) {
      seen.launches.push(tenantId)
      seen.launchesAtOnce = Math.max(seen.launchesAtOnce, ++launching)
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      launching -= 1
      const tenant = found.find((each) => each.tenantId === tenantId)
      if (tenant) tenant.parts.service = { state: 'running' }
      return addresses
    },
    noteUse: (tenantId) => void seen.used.push(tenantId),
    onDeath(listener) {
      dies = listener
    },
  }
  const supervisor = startSupervisor({
    ...{ runtime, config, orm: ormThatReads(books), logger: createLogger('test', 'silent') },
    committed: () => {},
  })
  const kill = (at: number) => {
    const tenant = found[at]
    if (tenant) tenant.parts.service = { state: 'stopped' }
  }
  const close = async () => {
    const closing = supervisor.close()
    await vi.advanceTimersByTimeAsync(2_000) // launches that are under way end
    await closing
  }
  return { close, books, seen, kill, tell: (tenantId?: string) => dies(tenantId) }
}

/** An ORM that returns this desired state. */
function ormThatReads(books: DesiredTenant[]): Orm {
  const em = {
    execute: async () => structuredClone(books),
    transactional: (work: (em: unknown) => unknown) => work(em),
    findOneOrFail: async (_: unknown, { id }: { id: string }) =>
      books.find(({ tenantId }) => tenantId === id),
  }
  return { em: { fork: () => em } } as unknown as Orm
}

describe('the supervisor of tenants in their desired state', () => {
  it.each([1, 50])('compares %i tenants about six times a minute', async (count) => {
    const { close, seen } = supervise(count)
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(seen.lists).toBeLessThanOrEqual(hourMs / 8_000 + 1)
    expect(seen.lists).toBeGreaterThanOrEqual(hourMs / 12_000 - 1)
    expect(seen.launches).toEqual([])
    await close()
  })

  it('compares at once when one dies', async () => {
    const { close, seen, kill, tell } = supervise(3)
    await vi.advanceTimersByTimeAsync(60_000)
    kill(1)
    tell('t1')
    await vi.advanceTimersByTimeAsync(0)
    expect(seen.launches).toEqual(['t1'])
    await close()
  })

  it('compares once more when one dies during a comparison', async () => {
    const { close, seen, kill, tell } = supervise(3)
    await vi.advanceTimersByTimeAsync(60_000)
    tell('t0')
    kill(2)
    tell('t2')
    await vi.advanceTimersByTimeAsync(1)
    expect(seen.launches).toEqual(['t2'])
    await close()
  })

  it('finds a death that the runtime has not reported', async () => {
    const { close, seen, kill } = supervise(3)
    await vi.advanceTimersByTimeAsync(60_000)
    kill(0)
    await vi.advanceTimersByTimeAsync(12_000)
    expect(seen.launches).toEqual(['t0'])
    await close()
  })

  it('reports only tenants in use to the runtime', async () => {
    const { close, books, seen } = supervise(3)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(seen.used).toEqual([])
    if (books[1]) books[1].requests = 5
    await vi.advanceTimersByTimeAsync(60_000)
    expect(seen.used).toEqual(['t1'])
    await close()
  })

  it('compares every second while an operation works at one', async () => {
    const { close, books, seen } = supervise(3)
    if (books[1]) books[1].busy = true
    await vi.advanceTimersByTimeAsync(60_000)
    expect(seen.lists).toBeGreaterThanOrEqual(50)
    await close()
  })
})

describe('the supervisor after a reboot of the machine', () => {
  it('starts all that should run, a few at a time', async () => {
    const { close, seen, kill, tell } = supervise(50)
    await vi.advanceTimersByTimeAsync(60_000)
    for (let at = 0; at < 50; at++) kill(at)
    tell()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(seen.launches.toSorted()).toEqual(
      Array.from({ length: 50 }, (_, n) => `t${n}`).toSorted(),
    )
    expect(seen.launchesAtOnce).toBe(8)
    await close()
  })
})
