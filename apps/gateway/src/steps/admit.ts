import { refusalOf } from '../problems.ts'
import type { OpenExchanges } from '../transport/open-exchanges.ts'
import type { Step } from './step.ts'

/**
 * Lets requests of active tenants pass and refuses all others. An admitted request is an open exchange from
 * here on. Nothing else runs between the look-up and this step, so no change of the tenant can fall between.
 */
export function admit(openExchanges: Pick<OpenExchanges, 'add'>): Step {
  return function admit(exchange) {
    const refusal = refusalOf(exchange.entry.status)
    if (refusal) throw refusal
    openExchanges.add(exchange)
    return undefined
  }
}
