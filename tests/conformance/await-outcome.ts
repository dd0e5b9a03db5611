import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Answer } from './http/call.ts'

const lookEveryMs = 250
/** On a machine with other work, starting a dedicated tenant takes its time. */
const maxWaitMs = 180_000

const operationView = z.looseObject({ kind: z.string(), state: z.string(), tenant: z.string() })

/**
 * What a change came to, for one who waits longer than a call may: the answer that a call without end would
 * have been given. An operation that does not succeed stays the 202 that it was.
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
    await sleep(lookEveryMs)
  }
  return answer
}
