import type { RedisScripts } from '../redis-scripts.ts'
import type { RateLimitParts } from '../steps/rate-limit.ts'
import { createRequestRate } from './request-rate.ts'
import { createRequestsInFlight } from './requests-in-flight.ts'

export interface RequestLimits extends RateLimitParts {
  close(): void
}

/** The counters of the tenants' limits, over all gateways that share a Redis. */
export function createRequestLimits(
  scripts: RedisScripts,
  onRefused: RateLimitParts['onRefused'],
): RequestLimits {
  const inFlight = createRequestsInFlight(scripts)
  return { takeFromRate: createRequestRate(scripts), inFlight, onRefused, close: inFlight.close }
}
