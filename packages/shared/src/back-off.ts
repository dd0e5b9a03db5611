export interface BackOffConfig {
  retryDelayMs: number
  maxRetryDelayMs: number
}

/**
 * When something that fails may be tried again: after a delay that doubles with each failure. It is
 * forgotten once what was tried has held for as long as the longest delay, so that what dies again right
 * after its start counts as failing too.
 */
export function createBackOff(config: BackOffConfig, now: () => number = Date.now) {
  const { retryDelayMs, maxRetryDelayMs } = config
  const tried = new Map<string, { times: number; atMs: number; delayMs: number }>()

  function next(name: string): number {
    const before = tried.get(name)
    const isFresh = before !== undefined && now() - before.atMs < before.delayMs + maxRetryDelayMs
    const times = isFresh ? before.times + 1 : 1
    const delayMs = Math.min(retryDelayMs * 2 ** (times - 1), maxRetryDelayMs)
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
