import type { Rate, RateAnswer } from './rate.ts'

/** The fields RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10), each a structured list. */

/** What a tenant may use. */
export function policyField(rate: Rate | undefined, requestsInFlight?: number): string {
  const policies: string[] = []
  if (rate) {
    const windowS = Math.ceil(rate.capacity / rate.requestsPerSecond)
    policies.push(`"requests";q=${rate.capacity};w=${windowS}`)
  }
  if (requestsInFlight) policies.push(`"in-flight";q=${requestsInFlight};qu="concurrent-requests"`)
  return policies.join(', ')
}

/** What remains of it. */
export function limitField(rate: RateAnswer | undefined, inFlightLeft?: number): string {
  const left: string[] = []
  if (rate) left.push(`"requests";r=${rate.remaining};t=${seconds(rate.msUntilMore)}`)
  if (inFlightLeft !== undefined) left.push(`"in-flight";r=${inFlightLeft}`)
  return left.join(', ')
}

/** Whole seconds, rounded up. */
export function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000))
}
