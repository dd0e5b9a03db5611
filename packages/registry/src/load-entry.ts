import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { MemoryCache } from './memory-cache.ts'
import type { RegistryMetrics } from './metrics.ts'
import { RegistryUnavailable } from './registry-unavailable.ts'
import { lowestGood, type VersionFloors } from './version-floors.ts'

export interface RegistrySources {
  /** The verified entry from Redis, or undefined if there is no usable one. Never rejects. */
  findPublished(host: string): Promise<RegistryEntry | undefined>
  /**
   * The control plane's entry, or undefined if it does not know the host. Rejects with RegistryUnavailable.
   */
  fetchFromControlPlane(host: string): Promise<RegistryEntry | undefined>
}

export interface LoaderParts {
  sources: RegistrySources
  floors: VersionFloors
  memory: MemoryCache
  metrics: RegistryMetrics
  nowMs: () => number
}

/** How often a load starts again because the host changed while it ran. */
const maxAttempts = 5

/**
 * Loads a host into memory: from Redis if the version there is new enough, else from the control plane. An
 * answer that was requested before a change or a gap became known is never kept: the load starts again.
 * Rejects with RegistryUnavailable if no source has an answer that is new enough.
 */
export async function loadEntry(
  parts: LoaderParts,
  host: string,
): Promise<RegistryEntry | undefined> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const answer = await tryLoad(parts, host)
    if (answer !== 'overtaken') return answer
  }
  throw new RegistryUnavailable('the host changes faster than it can be loaded')
}

async function tryLoad(parts: LoaderParts, host: string) {
  const { sources, floors, memory, metrics } = parts
  const before = { floor: floors.of(host), generation: memory.generation(), atMs: parts.nowMs() }
  const overtaken = () =>
    floors.of(host) !== before.floor || memory.generation() !== before.generation
  // Held entries count as well: floors are bounded, and a flood of announcements evicts them.
  const heldVersion = () => memory.held(host)?.entry.version ?? 0
  const goodEnough = (entry: RegistryEntry) =>
    entry.version >= Math.max(lowestGood(floors.of(host)), heldVersion()) &&
    memory.generation() === before.generation
  const keep = (entry: RegistryEntry) => {
    memory.keep(entry, before.atMs, before.generation)
    floors.raise(host, 'proven', entry.version)
    return entry
  }

  const published = await sources.findPublished(host)
  if (published && goodEnough(published)) {
    metrics.redisHits.inc()
    return keep(published)
  }
  const fetched = await sources.fetchFromControlPlane(host)
  metrics.controlPlaneHits.inc()
  if (fetched && goodEnough(fetched)) return keep(fetched)
  if (overtaken()) return 'overtaken'
  refuseOlder(Math.max(before.floor.proven, heldVersion()), fetched)
  // The control plane was asked after the announcement and does not know that version, so it never existed.
  if (before.floor.announced > (fetched?.version ?? 0)) metrics.falseAnnouncements.inc()
  floors.dropAnnounced(host)
  if (fetched) return keep(fetched)
  memory.keepUnknown(host)
  return undefined
}

/**
 * Versions only grow and outlive deletion. A control plane that has forgotten what it signed was restored
 * from an old backup, or is another one. Its answer would make tenants disappear, so it does not count.
 */
function refuseOlder(proven: number, fetched: RegistryEntry | undefined): void {
  if ((fetched?.version ?? 0) < proven) {
    throw new RegistryUnavailable('the control plane knows less than it has signed before')
  }
}
