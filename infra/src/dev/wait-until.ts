import { setTimeout as sleep } from 'node:timers/promises'

const pollEveryMs = 50
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
  for (;;) {
    const missing = await check()
    if (missing === undefined) return
    if (Date.now() - reportedMs > reportEveryMs) {
      reportedMs = Date.now()
      report(`still waiting for ${what}: ${missing}`)
    }
    await sleep(pollEveryMs, undefined, { signal })
  }
}
