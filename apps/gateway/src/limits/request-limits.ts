import type { RedisScripts } from '../redis-scripts.ts'
import type { RateLimitParts } from '../steps/rate-limit.ts'
import { createRequestRate } from './request-rate.ts'
import { createRequestsInFlight } from './requests-in-flight.ts'

export interface RequestLimits extends RateLimitParts {
  close(): void
}

/** What the tenants' limits are counted by, over all gateways that share a Redis. */
export function createRequestLimits(
  scripts: RedisScripts,
  onRefused: RateLimitParts['onRefused'],
): RequestLimits {
  const inFlight = createRequestsInFlight(scripts)
  return { takeFromRate: createRequestRate(scripts), inFlight, onRefused, close: inFlight.close }
}
