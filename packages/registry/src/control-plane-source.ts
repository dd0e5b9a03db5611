import type { VerifyingKeys } from '@mt/shared/keys'
import { type RegistryEntry, verifyEntry } from '@mt/shared/registry/entry'
import { changesAnswerSchema, hostAnswerSchema } from '@mt/shared/registry/protocol'
import { bulkhead, ConsecutiveBreaker, circuitBreaker, handleAll, wrap } from 'cockatiel'
import type { z } from 'zod'
import type { RegistryMetrics } from './metrics.ts'
import { RegistryUnavailable } from './registry-unavailable.ts'

export interface ControlPlaneOptions {
  url: string
  apiKey: string
  verifyingKeys: VerifyingKeys
  metrics: RegistryMetrics
  /** How many hosts are looked up at once; the names of unknown hosts are the attacker's choice. */
  maxLookups: number
}

export type ChangesAnswer = z.infer<typeof changesAnswerSchema>

/** The control plane refuses to continue the feed from this cursor. */
export class FeedRefused extends Error {
  override name = 'FeedRefused'
}

const lookupTimeoutMs = 1_000
const feedTimeoutMs = 1_500
const halfOpenAfterMs = 1_000
const failuresUntilOpen = 5

/** How many changes a page of the feed has. */
export const feedPageSize = 500

/** The control plane's registry API: look-ups, and the feed of changes. */
export function createControlPlaneSource(options: ControlPlaneOptions) {
  const { verifyingKeys, metrics, maxLookups } = options
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(failuresUntilOpen),
  })
  const policy = wrap(bulkhead(maxLookups, maxLookups), breaker)
  const refused = metrics.refused.labels('control_plane')

  async function fetchEntry(host: string): Promise<RegistryEntry | undefined> {
    const path = `/v1/registry/hosts/${encodeURIComponent(host)}`
    const response = await get(options, path, lookupTimeoutMs)
    if (response.status === 404) return undefined
    const { entry } = hostAnswerSchema.parse(await bodyOf(response))
    return verifyEntry(verifyingKeys, host, entry).catch((error) => {
      refused.inc()
      throw error
    })
  }

  return {
    /**
     * The host's entry, or undefined if the control plane does not know the host. Rejects with
     * RegistryUnavailable.
     */
    async fetchFromControlPlane(host: string): Promise<RegistryEntry | undefined> {
      try {
        return await policy.execute(() => fetchEntry(host))
      } catch (error) {
        throw new RegistryUnavailable('the control plane does not answer', { cause: error })
      }
    },

    /**
     * The changes after a version; without one, none and the current end of the feed. Rejects with
     * FeedRefused for an invalid cursor.
     */
    async readChanges(after?: number): Promise<ChangesAnswer> {
      const cursor = after === undefined ? '' : `&after=${after}`
      const path = `/v1/registry/changes?limit=${feedPageSize}${cursor}`
      const response = await get(options, path, feedTimeoutMs)
      if (after !== undefined && isRefusal(response.status)) {
        await response.body?.cancel()
        throw new FeedRefused(`the control plane answered ${response.status}`)
      }
      return changesAnswerSchema.parse(await bodyOf(response))
    },
  }
}

function get({ url, apiKey }: ControlPlaneOptions, path: string, timeoutMs: number) {
  return fetch(new URL(path, url), {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  })
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.ok) return response.json()
  await response.body?.cancel()
  throw new Error(`the control plane answered ${response.status}`)
}

/** A 4xx that concerns the cursor, not the caller or the moment. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status)
}
