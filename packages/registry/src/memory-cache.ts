import type { RegistryEntry } from '@mt/shared/registry/entry'
import { LRUCache } from 'lru-cache'

export interface MemoryLimits {
  /** How many known hosts are held. */
  maxEntries: number
  /** How many unknown hosts are remembered, apart, so that who asks for nonsense pushes out no tenant. */
  maxUnknown: number
  /** How long an entry is served without asking again; spread by a fifth either way. */
  entryTtlMs: number
  unknownTtlMs: number
}

/** An entry and what is known of its age. */
export interface HeldEntry {
  readonly entry: RegistryEntry
  /** When the load began that confirmed it. */
  readonly confirmedAtMs: number
  /** 0 when it must be confirmed. */
  freshUntilMs: number
  /** The generation of the cache when the load began; behind the cache's own after a gap. */
  readonly generation: number
  /** A newer version is known to exist. */
  outdated: boolean
  /** Set when the last attempt to confirm it failed: do not try again before this time. */
  retryAtMs: number
}

export interface MemoryCache {
  /** The entry if it may be served as it is. */
  fresh(host: string): RegistryEntry | undefined
  held(host: string): HeldEntry | undefined
  isUnknown(host: string): boolean
  generation(): number
  size(): number
  keep(entry: RegistryEntry, confirmedAtMs: number, generation: number): void
  keepUnknown(host: string): void
  forgetUnknown(host: string): void
  /** Changes may have been missed: nothing that is held counts as fresh any more. */
  expireAll(): void
}

/** A bounded cache of entries and of hosts that are unknown. It only holds; reader.ts decides. */
export function createMemoryCache(limits: MemoryLimits, nowMs: () => number): MemoryCache {
  const entries = new LRUCache<string, HeldEntry>({ max: limits.maxEntries })
  const unknown = new LRUCache<string, number>({ max: limits.maxUnknown })
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

/** Spreads refreshes, so that hosts that were loaded together are not asked for together for ever. */
function spread(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random())
}
