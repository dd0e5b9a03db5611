export interface Rate {
  requestsPerSecond: number
  /** How many requests may come at once after a pause. */
  capacity: number
}

export interface RateAnswer {
  allowed: boolean
  /** How many more requests may come at once now. */
  remaining: number
  /** When there will be more. */
  msUntilMore: number
}

/**
 * Counts one request of a tenant against its rate; without a promise where Redis need not be asked. Never
 * rejects, and waits for Redis a fifth of a second at most.
 */
export type TakeFromRate = (tenantId: string, rate: Rate) => RateAnswer | Promise<RateAnswer>

/** Takes several of a tenant's tokens at once. */
export type TakeTokens = (tenantId: string, rate: Rate, tokens: number) => Promise<RateAnswer>

/** Of how many tenants a gateway remembers what it knows of their rates. */
export const rateTenants = 20_000

export function isSameRate(one: Rate, other: Rate): boolean {
  return one.capacity === other.capacity && one.requestsPerSecond === other.requestsPerSecond
}
