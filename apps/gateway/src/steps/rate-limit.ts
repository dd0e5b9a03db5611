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
  inFlight: Pick<RequestsInFlight, 'takeUnasked' | 'take' | 'give'>
  /** Told of each request that is refused, by the code of its answer. */
  onRefused(code: string): void
}

/** Holds a tenant to its limits, and tells it what is left of them. Who has none pays nothing. */
export function rateLimit(parts: RateLimitParts) {
  return createMiddleware<GatewayEnv>(async function rateLimit(c, next) {
    await holdToLimits(parts, c.get('open'))
    await next()
  })
}

/**
 * Counts a request of a tenant that may have limits; without a promise where it has none, or only one of
 * requests in flight from which it is far. Rejects with the Problem where it is beyond them.
 */
export function holdToLimits(parts: RateLimitParts, open: OpenExchange): Promise<void> | undefined {
  const { limits } = open.entry
  const rate = limits && rateOf(limits)
  if (rate) return holdToRate(parts, open, rate)
  const max = limits?.requestsInFlight
  return max === undefined ? undefined : takePlace(parts, open, { max })
}

async function holdToRate(parts: RateLimitParts, open: OpenExchange, rate: Rate): Promise<void> {
  const { outgoing, entry } = open
  const max = entry.limits?.requestsInFlight
  outgoing.setHeader('ratelimit-policy', policyField(rate, max))
  const taken = parts.takeFromRate(entry.tenantId, rate)
  const answer = taken instanceof Promise ? await taken : taken
  outgoing.setHeader('ratelimit', limitField(answer))
  if (!answer.allowed) refuse(parts, rateLimited(seconds(answer.msUntilMore)))
  if (max !== undefined) await takePlace(parts, open, { max, rate, answer })
}

interface Place {
  max: number
  /** Where the tenant has a rate too: what the answer says of it already. */
  rate?: Rate
  answer?: RateAnswer
}

/** A request keeps its place until its answer has ended: a stream for as long as it is open. */
function takePlace(
  parts: RateLimitParts,
  open: OpenExchange,
  place: Place,
): Promise<void> | undefined {
  if (!parts.inFlight.takeUnasked(open.entry.tenantId, place.max)) {
    return askForPlace(parts, open, place)
  }
  hold(open, parts.inFlight)
  return undefined
}

/** How many places are left is known, and told, only where other gateways were asked. */
async function askForPlace(
  parts: RateLimitParts,
  open: OpenExchange,
  { max, rate, answer }: Place,
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

/** A second's requests may always come at once. */
function rateOf({ requestsPerSecond, burst = 0 }: TenantLimits): Rate | undefined {
  if (requestsPerSecond === undefined) return undefined
  return { requestsPerSecond, capacity: Math.max(burst, Math.ceil(requestsPerSecond)) }
}
