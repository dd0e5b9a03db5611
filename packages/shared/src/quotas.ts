/** The limits that the gateway enforces. */
export const limitsOfGateway = ['requestsPerSecond', 'burst', 'requestsInFlight'] as const

/** The limits that the platform enforces. Every other name is a quota of the service. */
export const limitsOfPlatform = [...limitsOfGateway, 'models'] as const

export function isLimitOfPlatform(name: string): boolean {
  return (limitsOfPlatform as readonly string[]).includes(name)
}

/** How a quota is named. */
export const quotaName = /^[a-z][a-zA-Z0-9]{0,39}$/
export const quotaNameRule =
  'must be 1 to 40 letters and digits, and begin with a lower-case letter'

/** How many quotas a service can declare. */
export const maxQuotas = 50

/** Something that a service counts in each tenant, and that plans can limit. */
export interface Quota {
  /** As plans and tenants name it among their limits. */
  name: string
  /** What people read. */
  label: string
  /** What is counted, in the plural. */
  unit: string
  /** What holds where neither plan nor tenant says anything; without it, there is no limit then. */
  default?: number | undefined
}
