import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@mt/shared/logger'
import { usageDay } from '@mt/shared/usage-protocol'
import type { UsageBatch, UsageStore } from './usage-store.ts'

export interface UsageCounter {
  /** Counts one request of a tenant, in memory. */
  count(tenantId: string): void
  /** Stores the counts. Rejects while the store is unavailable; nothing is lost then. */
  flush(): Promise<void>
  /** Stores the remaining counts. Never rejects. */
  close(): Promise<void>
}

export interface UsageCounterParts {
  store: UsageStore
  logger: Logger
  nowMs?: () => number
}

const flushEveryMs = 3_000
const maxTenantsPerBatch = 1_000

/**
 * How many days are kept while the store is unavailable, each with the tenants that this gateway served.
 */
const maxDays = 3

/** How often the last flush is tried before the rest is given up. */
const closingTries = 5
const closingPauseMs = 200

/**
 * Counts requests by tenant and day, and stores the counts every few seconds. A batch keeps its number
 * until the store has accepted it, so that it counts once. A graceful stop loses nothing; a gateway that is
 * killed loses its counts since the last flush: three seconds, or as long as the store was unavailable.
 */
export function createUsageCounter(parts: UsageCounterParts): UsageCounter {
  const { store, logger, nowMs = Date.now } = parts
  const days = new Map<string, Map<string, number>>()
  let today = { untilMs: 0, counts: new Map<string, number>() }
  let underWay: UsageBatch | undefined
  let sequence = 0
  let flushing: Promise<void> = Promise.resolve()

  function beginDay(): void {
    const day = usageDay(nowMs())
    const counts = days.get(day) ?? new Map<string, number>()
    days.set(day, counts)
    today = { counts, untilMs: Date.parse(day) + 24 * 60 * 60 * 1_000 }
    const [oldest] = days.keys()
    if (days.size <= maxDays || oldest === undefined) return
    logger.error({ day: oldest, tenants: days.get(oldest)?.size }, 'gave up usage counts')
    days.delete(oldest)
  }

  function nextBatch(): UsageBatch | undefined {
    for (const [day, counts] of days) {
      if (counts.size === 0 && counts !== today.counts) days.delete(day)
      if (counts.size === 0) continue
      sequence += 1
      return { sequence, day, requests: takeSome(counts) }
    }
    return undefined
  }

  async function flushAll(): Promise<void> {
    for (;;) {
      underWay ??= nextBatch()
      if (!underWay) return
      await store.add(underWay)
      underWay = undefined
    }
  }

  /** One after the other, so that a batch that waits for its answer is not sent twice at once. */
  function flush(): Promise<void> {
    flushing = flushing.then(flushAll, flushAll)
    return flushing
  }

  const timer = setInterval(() => {
    flush().catch((error) => logger.debug({ err: error }, 'could not store usage counts'))
  }, flushEveryMs)
  timer.unref()

  return {
    count(tenantId) {
      if (nowMs() >= today.untilMs) beginDay()
      const { counts } = today
      counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1)
    },
    flush,
    async close() {
      clearInterval(timer)
      for (let tries = 1; ; tries++) {
        try {
          return await flush()
        } catch (error) {
          if (tries === closingTries) return logger.error({ err: error }, 'lost usage counts')
          await pause(closingPauseMs)
        }
      }
    },
  }
}

function takeSome(counts: Map<string, number>): [tenantId: string, requests: number][] {
  const taken: [string, number][] = []
  for (const [tenantId, requests] of counts) {
    if (taken.length === maxTenantsPerBatch) break
    taken.push([tenantId, requests])
    counts.delete(tenantId)
  }
  return taken
}
