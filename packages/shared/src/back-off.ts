import { type GeneratorFn, halfJitterGenerator, noJitterGenerator } from 'cockatiel'

export interface BackOffConfig {
  retryDelayMs: number
  maxRetryDelayMs: number
}

/**
 * The delay before the next attempt after this many failures in a row, in ms: it doubles up to the maximum.
 */
export function delayAfter(failures: number, config: BackOffConfig): number {
  return delayBy(noJitterGenerator, failures, config)
}

/**
 * The same with jitter, so that callers that wait for one thing do not all retry at once: between half of
 * that delay and all of it.
 */
export function spreadDelayAfter(failures: number, config: BackOffConfig): number {
  return delayBy(halfJitterGenerator, failures, config)
}

function delayBy(
  generator: GeneratorFn<number>,
  failures: number,
  { retryDelayMs, maxRetryDelayMs }: BackOffConfig,
): number {
  const options = { initialDelay: retryDelayMs, maxDelay: maxRetryDelayMs, exponent: 2 }
  const [delayMs] = generator(failures - 1, { ...options, generator })
  return delayMs
}

/**
 * Decides when a failed action may be tried again: after a delay that doubles with each failure. The
 * failures are forgotten once the action has held for as long as the longest delay, so that a process that
 * dies right after its start counts as failing.
 */
export function createBackOff(config: BackOffConfig, now: () => number = Date.now) {
  const tried = new Map<string, { times: number; atMs: number; delayMs: number }>()

  function next(name: string): number {
    const before = tried.get(name)
    const isFresh =
      before !== undefined && now() - before.atMs < before.delayMs + config.maxRetryDelayMs
    const times = isFresh ? before.times + 1 : 1
    const delayMs = delayAfter(times, config)
    tried.set(name, { times, atMs: now(), delayMs })
    return delayMs
  }

  return {
    mayTry(name: string): boolean {
      const last = tried.get(name)
      return last === undefined || now() >= last.atMs + last.delayMs
    },
    /** Resolves to the delay in ms. */
    failed: next,
    /** Counts like `failed`: a second success within moments means that the first one did not hold. */
    succeeded: (name: string) => void next(name),
  }
}
