import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Answer } from './http/call.ts'

const pollIntervalMs = 250
/** On a busy machine, starting a dedicated tenant takes long. */
const maxWaitMs = 180_000

const operationView = z.looseObject({ kind: z.string(), state: z.string(), tenant: z.string() })

/**
 * Waits for the outcome of a change longer than one call can: returns the answer that an unlimited wait would
 * have got. For an operation that does not succeed, it is the 202.
 */
export async function awaitOutcome(
  answer: Answer,
  get: (path: string) => Promise<Answer>,
): Promise<Answer> {
  const { location } = answer.headers
  if (answer.status !== 202 || location === undefined) return answer
  const endMs = performance.now() + maxWaitMs
  while (performance.now() < endMs) {
    const { kind, state, tenant } = operationView.parse((await get(location)).body)
    if (state === 'succeeded') {
      return { ...(await get(`/v1/tenants/${tenant}`)), status: kind === 'onboard' ? 201 : 200 }
    }
    if (state !== 'pending' && state !== 'running') return answer
    await sleep(pollIntervalMs)
  }
  return answer
}
