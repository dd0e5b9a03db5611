import type { Problem } from '@mt/shared/http/problem'
import type { RegistryEntry, TenantLimits } from '@mt/shared/registry/entry'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import { limitField, policyField, seconds } from '../limits/limit-fields.ts'
import type { Rate, RateAnswer, TakeFromRate } from '../limits/rate.ts'
import type { RequestsInFlight } from '../limits/requests-in-flight.ts'
import { rateLimited, tooManyInFlight } from '../problems.ts'
import type { Answer } from '../transport/exchange-ends.ts'
import { onClosed } from '../transport/on-closed.ts'

export interface RateLimitParts {
  takeFromRate: TakeFromRate
  inFlight: Pick<RequestsInFlight, 'take' | 'release'>
  /** Told of each request that is refused, by the code of its answer. */
  onRefused(code: string): void
}

/** A request whose tenant has limits. */
interface LimitedRequest extends RateLimitParts {
  tenantId: string
  outgoing: Answer
}

/** Holds a tenant to its limits, and tells it what is left of them. Who has none pays nothing. */
export function rateLimit(parts: RateLimitParts) {
  return createMiddleware<GatewayEnv>(async function rateLimit(c, next) {
    const entry = c.get('entry')
    if (entry.limits) await holdToLimits(parts, entry, c.env.outgoing)
    await next()
  })
}

/** Counts a request of a tenant that may have limits. Rejects with the Problem where it is beyond them. */
export async function holdToLimits(
  parts: RateLimitParts,
  { tenantId, limits }: RegistryEntry,
  answer: Answer,
): Promise<void> {
  const refusal = limits && (await holdTo(limits, { ...parts, tenantId, outgoing: answer }))
  if (!refusal) return
  parts.onRefused(refusal.code)
  throw refusal
}

/** Why a request is refused, undefined where it is not. */
async function holdTo(limits: TenantLimits, request: LimitedRequest): Promise<Problem | undefined> {
  const { requestsInFlight } = limits
  const rate = rateOf(limits)
  if (!rate && !requestsInFlight) return undefined
  request.outgoing.setHeader('ratelimit-policy', policyField(rate, requestsInFlight))
  const taken = rate && request.takeFromRate(request.tenantId, rate)
  const answer = taken instanceof Promise ? await taken : taken
  if (answer) request.outgoing.setHeader('ratelimit', limitField(answer))
  if (answer?.allowed === false) return rateLimited(seconds(answer.msUntilMore))
  return requestsInFlight ? takePlace(requestsInFlight, request, answer) : undefined
}

/** A request keeps its place until its answer has ended: a stream for as long as it is open. */
async function takePlace(
  max: number,
  { inFlight, tenantId, outgoing }: LimitedRequest,
  rate: RateAnswer | undefined,
): Promise<Problem | undefined> {
  const taken = await inFlight.take(tenantId, max)
  outgoing.setHeader('ratelimit', limitField(rate, max - (taken ?? max)))
  if (taken === undefined) return tooManyInFlight()
  onClosed(outgoing, () => inFlight.release(tenantId))
  return undefined
}

/** A second's requests may always come at once. */
function rateOf({ requestsPerSecond, burst = 0 }: TenantLimits): Rate | undefined {
  if (requestsPerSecond === undefined) return undefined
  return { requestsPerSecond, capacity: Math.max(burst, Math.ceil(requestsPerSecond)) }
}
