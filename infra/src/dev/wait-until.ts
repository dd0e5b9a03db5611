import { setTimeout as sleep } from 'node:timers/promises'

const pollEveryMs = 50
const tellEveryMs = 15_000

export interface Waiting {
  what: string
  /** Undefined when it has come, else why it has not. */
  check: () => Promise<string | undefined>
  tell: (line: string) => void
  signal: AbortSignal
}

/** Waits for as long as it takes, and tells now and then what for. Throws when `signal` aborts. */
export async function waitUntil({ what, check, tell, signal }: Waiting): Promise<void> {
  let toldMs = Date.now()
  for (;;) {
    const missing = await check()
    if (missing === undefined) return
    if (Date.now() - toldMs > tellEveryMs) {
      toldMs = Date.now()
      tell(`still waiting for ${what}: ${missing}`)
    }
    await sleep(pollEveryMs, undefined, { signal })
  }
}
