/** The measured work: one call does it once. */
export type Work = () => Promise<unknown>

export interface RoundsOptions {
  rounds: number
  /** Calls of each contestant in a round. */
  calls: number
  warmUpCalls: number
}

/**
 * The duration of a call in milliseconds: the median of the rounds' medians, and how far these are apart.
 */
export interface Timing {
  medianMs: number
  /** The highest round's median divided by the lowest's: 1.0 is a quiet machine. */
  spread: number
}

/**
 * Times contestants alternately: each round calls every one, so that a slow moment of the machine hits all
 * of them. The warm-up is not counted.
 */
export async function timeRounds<Name extends string>(
  contestants: Record<Name, Work>,
  { rounds, calls, warmUpCalls }: RoundsOptions,
): Promise<Record<Name, Timing>> {
  const names = Object.keys(contestants) as Name[]
  for (const name of names) await timeCalls(contestants[name], warmUpCalls)
  const medians = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      medians.get(name)?.push(median(await timeCalls(contestants[name], calls)))
    }
  }
  return Object.fromEntries(
    names.map((name) => [name, timingOf(medians.get(name) ?? [])]),
  ) as Record<Name, Timing>
}

/** The median of some numbers: the middle one, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const high = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : ((sorted[half - 1] ?? Number.NaN) + high) / 2
}

function timingOf(roundMedians: number[]): Timing {
  return {
    medianMs: median(roundMedians),
    spread: Math.max(...roundMedians) / Math.min(...roundMedians),
  }
}

async function timeCalls(work: Work, calls: number): Promise<number[]> {
  const times: number[] = []
  for (let call = 0; call < calls; call++) {
    const begunMs = performance.now()
    await work()
    times.push(performance.now() - begunMs)
  }
  return times
}
