import { request } from 'undici'

const timeoutMs = 2_000

/** Whether a service answers one of its probes with success. Never rejects. */
export async function answersProbe(url: string, probe: 'livez' | 'readyz'): Promise<boolean> {
  try {
    const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
    const { statusCode, body } = await request(new URL(`/${probe}`, url), timeouts)
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}
