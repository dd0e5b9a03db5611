export interface Rate {
  requestsPerSecond: number
  /** The number of requests admitted at once after a pause. */
  capacity: number
}

export interface RateAnswer {
  allowed: boolean
  /** The number of further requests admitted at once now. */
  remaining: number
  /** The time until there are more. */
  msUntilMore: number
}

/**
 * Counts one request of a tenant against its rate; without a promise if Redis need not be asked. Never
 * rejects, and waits for Redis a fifth of a second at most.
 */
export type TakeFromRate = (tenantId: string, rate: Rate) => RateAnswer | Promise<RateAnswer>

/** Takes several of a tenant's tokens at once. */
export type TakeTokens = (tenantId: string, rate: Rate, tokens: number) => Promise<RateAnswer>

/** The number of tenants whose rates a gateway remembers. */
export const rateTenants = 20_000

export function isSameRate(one: Rate, other: Rate): boolean {
  return one.capacity === other.capacity && one.requestsPerSecond === other.requestsPerSecond
}
