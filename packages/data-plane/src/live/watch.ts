import type { TenantSignals } from './tenant-signals.ts'

/** How often a watcher polls: often while no signals arrive, rarely otherwise, in case one was lost. */
const pollEveryMs = { withoutSignals: 1_000, withSignals: 5_000 }

/** Changes within this time are reported together. */
const settleMs = 50

export interface Watch {
  signals: TenantSignals
  tenantId: string
  /** Ends the watch. */
  signal: AbortSignal
}

/**
 * Yields whenever a tenant may have changed: at once, at each signal, and every few seconds. Ends when the
 * watch is aborted.
 */
export async function* watch({ signals, tenantId, signal }: Watch): AsyncGenerator<void> {
  let wake = () => {}
  let stale = true
  const unlisten = signals.listen(tenantId, () => {
    stale = true
    wake()
  })
  signal.addEventListener('abort', () => wake(), { once: true })
  try {
    while (!signal.aborted) {
      stale = false
      yield
      if (stale || signal.aborted) continue
      const { promise, resolve } = Promise.withResolvers<void>()
      const every = signals.isConnected() ? pollEveryMs.withSignals : pollEveryMs.withoutSignals
      const timer = setTimeout(resolve, every)
      wake = () => setTimeout(resolve, settleMs)
      await promise
      clearTimeout(timer)
    }
  } finally {
    unlisten()
  }
}
