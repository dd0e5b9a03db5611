/** How often a tenant is looked at. */
export interface Pace {
  /** The pause after the first look, after one that was not answered, and where the tenant is in use. */
  firstMs: number
  /** With each look that is answered the pause doubles, up to this. */
  longestMs: number
  /** So many looks in a row without an answer, and a part counts as hung: one that is busy may miss some. */
  maxMissed: number
  /** Until a part has answered once it may take so long to start. */
  startMs: number
  /** So many looks are under way at once. */
  atOnce: number
}

/**
 * A look costs some milliseconds of processor time, in the service, its database and here: at this pace an
 * idle tenant's cost a third of a second in an hour.
 */
export const usualPace: Pace = {
  firstMs: 1_000,
  longestMs: 30_000,
  maxMissed: 3,
  startMs: 60_000,
  atOnce: 8,
}

/** A pause that differs by up to a fifth, so that those who began together do not stay so. */
export function jittered(ms: number, random: () => number = Math.random): number {
  return ms * (0.8 + 0.4 * random())
}
