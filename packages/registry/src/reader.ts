import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { RegistryChange } from '@mt/shared/registry/protocol'
import { loadEntry, type RegistrySources } from './load-entry.ts'
import { createMemoryCache, type HeldEntry, type MemoryLimits } from './memory-cache.ts'
import type { RegistryMetrics } from './metrics.ts'
import { createSingleFlight } from './single-flight.ts'
import { createVersionFloors, type VersionFloor } from './version-floors.ts'

export interface ReaderOptions extends MemoryLimits {
  sources: RegistrySources
  metrics: RegistryMetrics
  /** How long after its last confirmation an entry is served when no source answers. */
  maxStaleMs: number
  nowMs?: () => number
}

export interface RegistryReader {
  lookup(host: string): RegistryEntry | undefined | Promise<RegistryEntry | undefined>
  /** The entry of a host after `entry` proved to be out of date: a newer one, or the same where the control plane knows none. */
  lookupAfter(entry: RegistryEntry): Promise<RegistryEntry | undefined>
  /** A host changed: by an announcement, which may be false, or by the control plane's feed, which proves it. */
  noteChange(change: RegistryChange, by: keyof VersionFloor): void
  /** Changes may have been missed. */
  noteGap(): void
  size(): number
}

/** After a failed refresh, how long an entry is served without another try. */
const retryAfterMs = 1_000

/** The registry's order and its promises (see registry.ts), without connections of its own. */
export function createReader(options: ReaderOptions): RegistryReader {
  const { sources, metrics, maxStaleMs, nowMs = Date.now } = options
  const memory = createMemoryCache(options, nowMs)
  const floors = createVersionFloors(options.maxEntries * 2)
  const flyOnce = createSingleFlight<RegistryEntry | undefined>()
  const load = { sources, floors, memory, metrics, nowMs }

  const refresh = (host: string) =>
    flyOnce(host, () => loadEntry(load, host).catch((error) => noteFailure(host, error)))

  function noteFailure(host: string, error: unknown): never {
    const held = memory.held(host)
    if (held) held.retryAtMs = nowMs() + retryAfterMs
    throw error
  }

  function lookupHeld(host: string, held: HeldEntry) {
    if (!mayServe(held)) return countFailure(refresh(host))
    if (held.retryAtMs > nowMs()) return serveStale(held)
    const refreshed = refresh(host)
    if (held.generation !== memory.generation()) {
      return refreshed.catch((error) => {
        if (mayServe(held)) return serveStale(held)
        throw error
      })
    }
    refreshed.catch(ignore)
    return held.retryAtMs === 0 ? served(held) : serveStale(held)
  }

  /**
   * An entry that is known to be outdated is not served, though that fails closed: the change may be a
   * suspension or a move, and serving on would undo it. It cannot make the loss of all sources an
   * outage: without Redis and control plane nothing is announced, and a change that was announced
   * before is loaded at once (noteChange), not with the next request.
   */
  function mayServe(held: HeldEntry): boolean {
    return !held.outdated && nowMs() - held.confirmedAtMs <= maxStaleMs
  }

  function served(held: HeldEntry): RegistryEntry {
    metrics.memoryHits.inc()
    return held.entry
  }

  function serveStale(held: HeldEntry): RegistryEntry {
    metrics.staleServes.inc()
    return held.entry
  }

  function countFailure(loading: Promise<RegistryEntry | undefined>) {
    return loading.catch((error) => {
      metrics.unavailable.inc()
      throw error
    })
  }

  function lookup(host: string) {
    const fresh = memory.fresh(host)
    if (fresh) {
      metrics.memoryHits.inc()
      return fresh
    }
    const held = memory.held(host)
    if (held) return lookupHeld(host, held)
    if (!memory.isUnknown(host)) return countFailure(refresh(host))
    metrics.unknownHits.inc()
    return undefined
  }

  function noteChange({ host, version }: RegistryChange, by: keyof VersionFloor): void {
    const held = memory.held(host)
    if (held && held.entry.version >= version) return
    floors.raise(host, by, version)
    memory.forgetUnknown(host)
    if (!held) return
    held.outdated = true
    held.freshUntilMs = 0
    refresh(host).catch(ignore)
  }

  return {
    lookup,
    /** Like an announcement, it is a claim: the control plane may know nothing newer. */
    async lookupAfter({ host, version }) {
      noteChange({ host, version: version + 1 }, 'announced')
      return lookup(host)
    },
    noteChange,
    noteGap() {
      metrics.gaps.inc()
      memory.expireAll()
    },
    size: memory.size,
  }
}

/** The failure of a background refresh is told by the next look-up, and counted there. */
function ignore(): void {}
