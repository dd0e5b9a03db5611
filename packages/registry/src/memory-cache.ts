import { createLru } from '@mt/shared/lru'
import type { RegistryEntry } from '@mt/shared/registry/entry'

export interface MemoryLimits {
  /** How many known hosts are held. */
  maxEntries: number
  /**
   * How many unknown hosts are remembered, separately, so that requests for made-up hosts evict no tenant.
   */
  maxUnknown: number
  /** How long an entry is served without a refresh, give or take a fifth. */
  entryTtlMs: number
  unknownTtlMs: number
}

/** An entry and what is known of its age. */
export interface HeldEntry {
  readonly entry: RegistryEntry
  /** When the load that confirmed it began. */
  readonly confirmedAtMs: number
  /** 0 if it must be confirmed. */
  freshUntilMs: number
  /** The cache's generation when the load began; after a gap it is older than the cache's own. */
  readonly generation: number
  /** A newer version is known to exist. */
  outdated: boolean
  /** Set after a failed attempt to confirm it: no other attempt before this time. */
  retryAtMs: number
}

export interface MemoryCache {
  /** The entry, if it may be served without a refresh. */
  fresh(host: string): RegistryEntry | undefined
  held(host: string): HeldEntry | undefined
  isUnknown(host: string): boolean
  generation(): number
  size(): number
  keep(entry: RegistryEntry, confirmedAtMs: number, generation: number): void
  keepUnknown(host: string): void
  forgetUnknown(host: string): void
  /** Changes may have been missed: no held entry counts as fresh any more. */
  expireAll(): void
}

/** A bounded cache of entries and of unknown hosts. It only stores; reader.ts decides. */
export function createMemoryCache(limits: MemoryLimits, nowMs: () => number): MemoryCache {
  const entries = createLru<HeldEntry>(limits.maxEntries)
  const unknown = createLru<number>(limits.maxUnknown)
  let generation = 0
  return {
    fresh(host) {
      const held = entries.get(host)
      if (!held || held.generation !== generation || held.freshUntilMs <= nowMs()) return undefined
      return held.entry
    },
    held: (host) => entries.get(host),
    isUnknown: (host) => (unknown.get(host) ?? 0) > nowMs(),
    generation: () => generation,
    size: () => entries.size,
    keep(entry, confirmedAtMs, generation) {
      const freshUntilMs = nowMs() + spread(limits.entryTtlMs)
      const age = { confirmedAtMs, freshUntilMs, generation, outdated: false, retryAtMs: 0 }
      entries.set(entry.host, { entry, ...age })
      unknown.delete(entry.host)
    },
    keepUnknown: (host) => void unknown.set(host, nowMs() + spread(limits.unknownTtlMs)),
    forgetUnknown: (host) => void unknown.delete(host),
    expireAll() {
      generation += 1
      unknown.clear()
    },
  }
}

/** Spreads refreshes, so that hosts that were loaded together are not refreshed together ever after. */
function spread(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random())
}
