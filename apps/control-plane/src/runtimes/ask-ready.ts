import { request } from 'undici'

export interface ReadyAnswer {
  status: number
  /** The code of its problem document, where it answers with one. */
  code: unknown
}

/** What a service answers to `/readyz`. Rejects if nothing comes in `timeoutMs`. */
export async function askReady(url: string, timeoutMs: number): Promise<ReadyAnswer> {
  const signal = AbortSignal.timeout(timeoutMs)
  const { statusCode, body } = await request(new URL('/readyz', url), { signal })
  return { status: statusCode, code: codeOf(await body.text()) }
}

const readyTimeoutMs = 2_000

/** Whether a service answers that it can do its work. Never rejects. */
export async function isReady(url: string): Promise<boolean> {
  return askReady(url, readyTimeoutMs).then(
    ({ status }) => status === 200,
    () => false,
  )
}

function codeOf(text: string): unknown {
  try {
    return JSON.parse(text).code
  } catch {
    return undefined
  }
}
