import type { UsageCounter } from '../usage/usage-counter.ts'
import type { Step } from './step.ts'

/** Counts a request for its tenant, once it is certain to be served. */
export function countUsage(usage: Pick<UsageCounter, 'count'>): Step {
  return function countUsage({ entry }) {
    usage.count(entry.tenantId)
    return undefined
  }
}
