/** The limits that the gateway enforces. */
export const limitsOfGateway = ['requestsPerSecond', 'burst', 'requestsInFlight'] as const

/** The limits that the platform enforces. Every other name is a quota of the service. */
export const limitsOfPlatform = [...limitsOfGateway, 'models'] as const

export function isLimitOfPlatform(name: string): boolean {
  return (limitsOfPlatform as readonly string[]).includes(name)
}

/** The form of a quota's name. */
export const quotaName = /^[a-z][a-zA-Z0-9]{0,39}$/
export const quotaNameRule =
  'must be 1 to 40 letters and digits, and begin with a lower-case letter'

/** How many quotas a service can declare. */
export const maxQuotas = 50

/** Something that a service counts in each tenant, and that plans can limit. */
export interface Quota {
  /** The name in the limits of plans and tenants. */
  name: string
  /** The name that people read. */
  label: string
  /** What is counted, in the plural. */
  unit: string
  /** The limit if neither the plan nor the tenant sets one; without it, there is then no limit. */
  default?: number | undefined
}
