import type { Problem } from '@mt/shared/http/problem'
import type { TenantLimits } from '@mt/shared/registry/entry'
import { limitField, policyField, seconds } from '../limits/limit-fields.ts'
import type { Rate, RateAnswer, TakeFromRate } from '../limits/rate.ts'
import type { RequestsInFlight } from '../limits/requests-in-flight.ts'
import { rateLimited, tooManyInFlight } from '../problems.ts'
import type { Exchange } from '../transport/exchange.ts'
import { hold } from '../upstreams/hold.ts'
import type { Step } from './step.ts'

export interface RateLimitParts {
  takeFromRate: TakeFromRate
  inFlight: Pick<RequestsInFlight, 'takeLocally' | 'take' | 'give'>
  /** Called for each refused request, with the code of its answer. */
  onRefused(code: string): void
}

/**
 * Enforces a tenant's limits and reports what is left of them. Waits for nothing if the tenant has none, or
 * has only a limit of requests in flight and is far from it.
 */
export function rateLimit(parts: RateLimitParts): Step {
  return function rateLimit(exchange) {
    const { limits } = exchange.entry
    const rate = limits && rateOf(limits)
    if (rate) return enforceRate(parts, exchange, rate)
    const max = limits?.requestsInFlight
    return max === undefined ? undefined : takeSlot(parts, exchange, { max })
  }
}

async function enforceRate(
  parts: RateLimitParts,
  exchange: Exchange,
  rate: Rate,
): Promise<undefined> {
  const { entry } = exchange
  const max = entry.limits?.requestsInFlight
  exchange.answer.setHeader('ratelimit-policy', policyField(rate, max))
  const taken = parts.takeFromRate(entry.tenantId, rate)
  const answer = taken instanceof Promise ? await taken : taken
  exchange.answer.setHeader('ratelimit', limitField(answer))
  if (!answer.allowed) refuse(parts, rateLimited(seconds(answer.msUntilMore)))
  if (max !== undefined) await takeSlot(parts, exchange, { max, rate, answer })
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
  exchange: Exchange,
  limit: InFlightLimit,
): Promise<undefined> | undefined {
  if (!parts.inFlight.takeLocally(exchange.entry.tenantId, limit.max)) {
    return takeSharedSlot(parts, exchange, limit)
  }
  hold(exchange, parts.inFlight)
  return undefined
}

/** How many slots are left is known, and reported, only if other gateways were asked. */
async function takeSharedSlot(
  parts: RateLimitParts,
  exchange: Exchange,
  { max, rate, answer }: InFlightLimit,
): Promise<undefined> {
  const taken = await parts.inFlight.take(exchange.entry.tenantId, max)
  exchange.answer.setHeader('ratelimit-policy', policyField(rate, max))
  exchange.answer.setHeader('ratelimit', limitField(answer, max - (taken ?? max)))
  if (taken === undefined) return refuse(parts, tooManyInFlight())
  hold(exchange, parts.inFlight)
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
