import type { Exchange } from '../transport/exchange.ts'
import type { Transport } from '../transport/transport.ts'
import { type DeliveryContext, deliver } from '../upstreams/deliver.ts'
import type { Step } from './step.ts'

/** The last step: forwards the request to the tenant's service. */
export function forward<E extends Exchange>(
  context: DeliveryContext,
  { forwarderAt }: Pick<Transport<E>, 'forwarderAt'>,
): Step<E> {
  return function forward(exchange) {
    return deliver(context, exchange, forwarderAt)
  }
}
