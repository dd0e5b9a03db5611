import { databaseSilentCode } from '@mt/shared/http/health'
import { askReady } from '../ask-ready.ts'
import type { RunningPart } from '../runtime.ts'

const timeoutMs = 3_000

/**
 * Looks at a tenant by asking its service on its internal address. Resolves to the part that does not answer:
 * `service` where the service says nothing at all, `postgres` where it says that of its database; undefined
 * where both answer, and while the service is merely not ready. Never rejects.
 */
export async function lookAtService(internalUrl: string): Promise<RunningPart | undefined> {
  try {
    const { status, code } = await askReady(internalUrl, timeoutMs)
    return status === 503 && code === databaseSilentCode ? 'postgres' : undefined
  } catch {
    return 'service'
  }
}
