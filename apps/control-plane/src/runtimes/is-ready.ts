import { request } from 'undici'

const timeoutMs = 2_000

/** Whether a service says that it can do its work. Never rejects. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const { statusCode, body } = await request(new URL('/readyz', url), { signal })
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}
