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
  /** How long after its last confirmation an entry is served if no source answers. */
  maxStaleMs: number
  nowMs?: () => number
}

export interface RegistryReader {
  lookup(host: string): RegistryEntry | undefined | Promise<RegistryEntry | undefined>
  /**
   * The entry of a host after `entry` proved outdated: a newer one, or the same if the control plane has
   * none.
   */
  lookupAfter(entry: RegistryEntry): Promise<RegistryEntry | undefined>
  /**
   * Reports a change of a host: by an announcement, which may be false, or by the control plane's feed,
   * which proves it.
   */
  noteChange(change: RegistryChange, by: keyof VersionFloor): void
  /** Changes may have been missed. */
  noteGap(): void
  size(): number
}

/** How long an entry is served after a failed refresh before the next attempt. */
const retryAfterMs = 1_000

/** The look-up order and the guarantees of the registry (see registry.ts), without its connections. */
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
   * An entry that is known to be outdated is not served, although that fails closed: the change may be a
   * suspension or a move, which further serving would undo. This cannot turn the loss of all sources into
   * an outage: without Redis and the control plane nothing is announced, and an announced change is loaded
   * at once (noteChange), not with the next request.
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
    /** Like an announcement, this is only a claim: the control plane may have nothing newer. */
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

/** The next look-up reports and counts the failure of a background refresh. */
function ignore(): void {}
