import { type GeneratorFn, halfJitterGenerator, noJitterGenerator } from 'cockatiel'

export interface BackOffConfig {
  retryDelayMs: number
  maxRetryDelayMs: number
}

/** How long what has failed so often in a row waits for its next try, in ms: it doubles up to the bound. */
export function delayAfter(failures: number, config: BackOffConfig): number {
  return delayBy(noJitterGenerator, failures, config)
}

/**
 * The same where many wait for one thing, so that they do not all come again at once: between half of that
 * delay and all of it.
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
 * When something that fails may be tried again: after a delay that doubles with each failure. It is
 * forgotten once what was tried has held for as long as the longest delay, so that what dies again right
 * after its start counts as failing too.
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
    /** Resolves to how long it has to wait. */
    failed: next,
    /** The same: what succeeds twice within moments did not hold. */
    succeeded: (name: string) => void next(name),
  }
}
