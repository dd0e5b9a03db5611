import { setTimeout as sleep } from 'node:timers/promises'

/** Repeats until it does not throw. After `timeoutMs` it throws the last error. */
export async function eventually<T>(attempt: () => Promise<T>, timeoutMs = 120_000): Promise<T> {
  const end = Date.now() + timeoutMs
  while (true) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > end) throw error
      await sleep(20)
    }
  }
}
