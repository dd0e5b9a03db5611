import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { MemoryCache } from './memory-cache.ts'
import type { RegistryMetrics } from './metrics.ts'
import { RegistryUnavailable } from './registry-unavailable.ts'
import { lowestGood, type VersionFloors } from './version-floors.ts'

export interface RegistrySources {
  /** The entry published in Redis, verified; undefined where there is none that can be used. Never rejects. */
  findPublished(host: string): Promise<RegistryEntry | undefined>
  /** What the control plane knows; undefined is its answer that it does not know the host. Rejects with RegistryUnavailable. */
  askControlPlane(host: string): Promise<RegistryEntry | undefined>
}

export interface LoaderParts {
  sources: RegistrySources
  floors: VersionFloors
  memory: MemoryCache
  metrics: RegistryMetrics
  nowMs: () => number
}

/** How often a load begins anew because the host changed while it ran. */
const maxAttempts = 5

/**
 * Loads a host into memory: from Redis where the version there is good enough, else from the control
 * plane. What was asked for before a change or a gap became known is never kept as its answer: the
 * load begins anew. Rejects with RegistryUnavailable when no source has an answer that is new enough.
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
  // Held entries are looked at too: floors are bounded, and a flood of announcements pushes them out.
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
  const told = await sources.askControlPlane(host)
  metrics.controlPlaneHits.inc()
  if (told && goodEnough(told)) return keep(told)
  if (overtaken()) return 'overtaken'
  refuseOlder(Math.max(before.floor.proven, heldVersion()), told)
  // Asked after the announcement, the control plane does not know that version: nobody made it.
  if (before.floor.announced > (told?.version ?? 0)) metrics.falseAnnouncements.inc()
  floors.dropAnnounced(host)
  if (told) return keep(told)
  memory.keepUnknown(host)
  return undefined
}

/**
 * Versions only grow and outlive deletion, so a control plane that forgot what it signed was restored
 * from an old backup, or is another one. Its word would take tenants away: it counts as no answer.
 */
function refuseOlder(proven: number, told: RegistryEntry | undefined): void {
  if ((told?.version ?? 0) < proven) {
    throw new RegistryUnavailable('the control plane knows less than it has signed before')
  }
}
