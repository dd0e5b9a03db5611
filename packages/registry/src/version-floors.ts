import { createLru } from '@mt/shared/lru'

/**
 * The newest version of a host that is known to exist. `proven` comes from the control plane: a signed
 * entry, or its change feed. `announced` comes over Redis, where a forger may write: it makes a reader ask
 * the control plane, whose answer then counts.
 *
 * A floor is never changed but replaced, so that two floors are the same object only if nothing was learned
 * in between: this is the generation guard of load-entry.ts.
 */
export interface VersionFloor {
  readonly proven: number
  readonly announced: number
}

const noFloor: VersionFloor = { proven: 0, announced: 0 }

export interface VersionFloors {
  of(host: string): VersionFloor
  raise(host: string, by: keyof VersionFloor, version: number): void
  /** The control plane does not know the announced version, so the announcement was false. */
  dropAnnounced(host: string): void
}

/** Floors of the `maxHosts` hosts that changed or were loaded last. They outlive the entries. */
export function createVersionFloors(maxHosts: number): VersionFloors {
  const floors = createLru<VersionFloor>(maxHosts)
  const of = (host: string) => floors.get(host) ?? noFloor
  return {
    of,
    raise(host, by, version) {
      const floor = of(host)
      if (version > floor[by]) floors.set(host, { ...floor, [by]: version })
    },
    dropAnnounced(host) {
      const floor = of(host)
      if (floor.announced > floor.proven) floors.set(host, { ...floor, announced: floor.proven })
    },
  }
}

/** The lowest version that is new enough. */
export function lowestGood(floor: VersionFloor): number {
  return Math.max(floor.proven, floor.announced)
}
