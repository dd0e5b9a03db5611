import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Handler } from 'hono'
import type { GatewayContext } from '../context.ts'
import type { GatewayEnv } from '../gateway-env.ts'
import { bodyTooLarge, upstreamUnavailable } from '../problems.ts'
import { onClosed } from '../transport/on-closed.ts'
import { type Outcome, type PipedExchange, pipeExchange } from '../transport/pipe-exchange.ts'
import { declaredBytes, openBody } from '../transport/request-body.ts'
import { type DeliveryContext, deliver, isSafe } from '../upstreams/deliver.ts'
import { withAssertion } from './assert-tenant.ts'

type ForwardContext = DeliveryContext & Pick<GatewayContext, 'config' | 'upstreams'>

/** What goes upstream, to whichever of them. */
type Addressed = Omit<PipedExchange, 'dispatcher'>

/** The last step: hands Node's own request and response to the tenant's upstream, and back. */
export function forward(context: ForwardContext): Handler<GatewayEnv> {
  const { maxBodyBytes } = context.config.limits

  return async function forward(c) {
    const { incoming, outgoing } = c.env
    if (declaredBytes(incoming.headers) > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    const body = openBody(incoming, outgoing, maxBodyBytes)
    const open = c.get('open')
    const addressed = { incoming, outgoing, body, open, headers: c.get('upstreamHeaders') }
    await deliver(context, {
      open,
      canRepeat: body?.canRepeat ?? true,
      isSafe: body === undefined && isSafe(incoming.method),
      send: (assertion) => sendTo(context, assertAnew(addressed, assertion)),
    })
    return RESPONSE_ALREADY_SENT
  }
}

function assertAnew(addressed: Addressed, assertion: string | undefined): Addressed {
  if (assertion === undefined) return addressed
  return { ...addressed, headers: withAssertion(addressed.headers, assertion) }
}

/** Each exchange takes one of the upstream's connections until the client has its answer. */
function sendTo({ config, upstreams }: ForwardContext, addressed: Addressed): Promise<Outcome> {
  const upstream = upstreams.of(addressed.open.entry.upstream)
  if (!upstream || upstream.exchanges >= config.upstream.maxConnections) throw upstreamUnavailable()
  upstream.exchanges += 1
  onClosed(addressed.outgoing, () => {
    upstream.exchanges -= 1
  })
  return pipeExchange({ ...addressed, dispatcher: upstream.pool })
}
