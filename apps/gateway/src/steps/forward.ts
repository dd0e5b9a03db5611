import type { Handler } from 'hono'
import type { GatewayEnv } from '../gateway-env.ts'
import { alreadySent } from '../transport/already-sent.ts'
import { type PipedExchange, pipeExchange } from '../transport/pipe-exchange.ts'
import { type DeliveryContext, deliver, isSafe } from '../upstreams/deliver.ts'
import { withAssertion } from './assert-tenant.ts'

/** A request without its destination. */
type Addressed = Omit<PipedExchange, 'dispatcher'>

/** The last step: forwards Node's own request and response to the tenant's upstream. */
export function forward(context: DeliveryContext): Handler<GatewayEnv> {
  return async function forward(c) {
    const { incoming, outgoing } = c.env
    const [open, body] = [c.get('open'), c.get('body')]
    const addressed = { incoming, outgoing, body, open, headers: c.get('upstreamHeaders') }
    await deliver(context, {
      open,
      isUpload: body?.isWhole === false,
      canRepeat: body?.isWhole !== false,
      isSafe: body === undefined && isSafe(incoming.method),
      send: ({ pool }, assertion) =>
        pipeExchange({ ...replaceAssertion(addressed, assertion), dispatcher: pool }),
    })
    return alreadySent
  }
}

function replaceAssertion(addressed: Addressed, assertion: string | undefined): Addressed {
  if (assertion === undefined) return addressed
  return { ...addressed, headers: withAssertion(addressed.headers, assertion) }
}
