import type { Problem } from '@mt/shared/http/problem'
import type { TenantLimits } from '@mt/shared/registry/entry'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import { limitField, policyField, seconds } from '../limits/limit-fields.ts'
import type { Rate, RateAnswer, TakeFromRate } from '../limits/rate.ts'
import type { RequestsInFlight } from '../limits/requests-in-flight.ts'
import { rateLimited, tooManyInFlight } from '../problems.ts'
import type { OpenExchange } from '../transport/open-exchanges.ts'
import { hold } from '../upstreams/hold.ts'

export interface RateLimitParts {
  takeFromRate: TakeFromRate
  inFlight: Pick<RequestsInFlight, 'takeLocally' | 'take' | 'give'>
  /** Called for each refused request, with the code of its answer. */
  onRefused(code: string): void
}

/** Enforces a tenant's limits and reports what is left of them. A tenant without limits costs nothing. */
export function rateLimit(parts: RateLimitParts) {
  return createMiddleware<GatewayEnv>(async function rateLimit(c, next) {
    await enforceLimits(parts, c.get('open'))
    await next()
  })
}

/**
 * Counts a request against its tenant's limits. Returns without a promise if the tenant has none, or has
 * only a limit of requests in flight and is far from it. Rejects with the Problem if the request exceeds
 * them.
 */
export function enforceLimits(
  parts: RateLimitParts,
  open: OpenExchange,
): Promise<void> | undefined {
  const { limits } = open.entry
  const rate = limits && rateOf(limits)
  if (rate) return enforceRate(parts, open, rate)
  const max = limits?.requestsInFlight
  return max === undefined ? undefined : takeSlot(parts, open, { max })
}

async function enforceRate(parts: RateLimitParts, open: OpenExchange, rate: Rate): Promise<void> {
  const { outgoing, entry } = open
  const max = entry.limits?.requestsInFlight
  outgoing.setHeader('ratelimit-policy', policyField(rate, max))
  const taken = parts.takeFromRate(entry.tenantId, rate)
  const answer = taken instanceof Promise ? await taken : taken
  outgoing.setHeader('ratelimit', limitField(answer))
  if (!answer.allowed) refuse(parts, rateLimited(seconds(answer.msUntilMore)))
  if (max !== undefined) await takeSlot(parts, open, { max, rate, answer })
}

interface InFlightLimit {
  max: number
  /** If the tenant also has a rate: what the answer already reports about it. */
  rate?: Rate
  answer?: RateAnswer
}

/** A request keeps its slot until its answer ends: a stream for as long as it is open. */
function takeSlot(
  parts: RateLimitParts,
  open: OpenExchange,
  limit: InFlightLimit,
): Promise<void> | undefined {
  if (!parts.inFlight.takeLocally(open.entry.tenantId, limit.max)) {
    return takeSharedSlot(parts, open, limit)
  }
  hold(open, parts.inFlight)
  return undefined
}

/** How many slots are left is known, and reported, only if other gateways were asked. */
async function takeSharedSlot(
  parts: RateLimitParts,
  open: OpenExchange,
  { max, rate, answer }: InFlightLimit,
): Promise<void> {
  const taken = await parts.inFlight.take(open.entry.tenantId, max)
  open.outgoing.setHeader('ratelimit-policy', policyField(rate, max))
  open.outgoing.setHeader('ratelimit', limitField(answer, max - (taken ?? max)))
  if (taken === undefined) return refuse(parts, tooManyInFlight())
  hold(open, parts.inFlight)
}

function refuse(parts: RateLimitParts, problem: Problem): never {
  parts.onRefused(problem.code)
  throw problem
}

/** The bucket holds at least one second's requests. */
function rateOf({ requestsPerSecond, burst = 0 }: TenantLimits): Rate | undefined {
  if (requestsPerSecond === undefined) return undefined
  return { requestsPerSecond, capacity: Math.max(burst, Math.ceil(requestsPerSecond)) }
}
