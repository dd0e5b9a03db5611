import type { SignAssertion } from '@mt/shared/assertion'
import type { Step } from './step.ts'

/** Sets the only header that a service believes: whose request this is, signed for that service alone. */
export function assertTenant(signAssertion: SignAssertion): Step {
  return function assertTenant(exchange) {
    const { entry } = exchange
    exchange.assertion = signAssertion(entry, entry.upstream.name)
    return undefined
  }
}
