import { setTimeout as sleep } from 'node:timers/promises'

/** The first pause between two checks; each is twice the one before, up to the last. */
const firstPauseMs = 50
const lastPauseMs = 1_000
const reportEveryMs = 15_000

export interface Waiting {
  what: string
  /** Undefined if the condition holds, else the reason why not. */
  check: () => Promise<string | undefined>
  report: (line: string) => void
  signal: AbortSignal
}

/**
 * Waits for as long as it takes, and prints now and then what it waits for. Throws when `signal` aborts.
 */
export async function waitUntil({ what, check, report, signal }: Waiting): Promise<void> {
  let reportedMs = Date.now()
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, lastPauseMs)) {
    const missing = await check()
    if (missing === undefined) return
    if (Date.now() - reportedMs > reportEveryMs) {
      reportedMs = Date.now()
      report(`still waiting for ${what}: ${missing}`)
    }
    await sleep(pauseMs, undefined, { signal })
  }
}
