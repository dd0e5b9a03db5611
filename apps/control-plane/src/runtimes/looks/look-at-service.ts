import { databaseSilentCode } from '@mt/shared/http/health'
import { request } from 'undici'
import type { RunningPart } from '../runtime.ts'

const timeoutMs = 3_000

/**
 * Looks at a tenant by asking its service on its internal address. Resolves to the part that does not answer:
 * `service` where the service says nothing at all, `postgres` where it says that of its database; undefined
 * where both answer, and while the service is merely not ready. Never rejects.
 */
export async function lookAtService(internalUrl: string): Promise<RunningPart | undefined> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const { statusCode, body } = await request(new URL('/readyz', internalUrl), { signal })
    const text = await body.text()
    return statusCode === 503 && codeOf(text) === databaseSilentCode ? 'postgres' : undefined
  } catch {
    return 'service'
  }
}

function codeOf(text: string): unknown {
  try {
    return JSON.parse(text).code
  } catch {
    return undefined
  }
}
