import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Problem } from '@mt/shared/http/problem'
import type { Context, Handler } from 'hono'
import { assertAnew } from './assert-tenant.ts'
import type { GatewayContext } from './context.ts'
import type { GatewayEnv } from './gateway-env.ts'
import { onClosed } from './on-closed.ts'
import {
  AttemptFailed,
  type Outcome,
  type PipedExchange,
  PlacementStale,
  pipeExchange,
} from './pipe-exchange.ts'
import {
  badRequest,
  bodyTooLarge,
  tenantMoving,
  upstreamFailed,
  upstreamTimeout,
  upstreamUnavailable,
} from './problems.ts'
import { readdress } from './readdress.ts'
import { declaredBytes, openBody } from './request-body.ts'

type ForwardContext = Pick<
  GatewayContext,
  'config' | 'metrics' | 'registry' | 'signAssertion' | 'upstreams'
>

/** What goes upstream, to whichever of them. */
type Addressed = Omit<PipedExchange, 'dispatcher'>

/** The last step: hands Node's own request and response to the tenant's upstream, and back. */
export function forward(context: ForwardContext): Handler<GatewayEnv> {
  const { metrics } = context
  const { maxBodyBytes } = context.config.limits

  return async function forward(c) {
    if (declaredBytes(c.env.incoming.headers) > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    const stopTimer = metrics.upstreamSeconds.startTimer()
    try {
      if ((await sendWhereItIs(context, c)) === 'answered') stopTimer()
    } catch (error) {
      const problem = toProblem(error)
      metrics.upstreamFailures.labels(problem.code).inc()
      throw problem
    }
    return RESPONSE_ALREADY_SENT
  }
}

/**
 * A service that says that the tenant is not there any more did nothing, so that whatever can be read
 * again is sent once more, to where the tenant is by now.
 */
async function sendWhereItIs(context: ForwardContext, c: Context<GatewayEnv>): Promise<Outcome> {
  const { incoming, outgoing } = c.env
  const body = openBody(incoming, outgoing, context.config.limits.maxBodyBytes)
  const open = c.get('open')
  const addressed = { incoming, outgoing, body, open, headers: c.get('upstreamHeaders') }
  try {
    return await sendTo(context, addressed)
  } catch (error) {
    if (!(error instanceof PlacementStale)) throw error
    context.metrics.stalePlacements.inc()
    open.entry = await readdress(context.registry, open.entry)
    if (body && !body.canRepeat) throw error
    const headers = await assertAnew(addressed.headers, open.entry, context.signAssertion)
    return sendTo(context, { ...addressed, headers })
  }
}

/** Each exchange takes one of the upstream's connections until the client has its answer. */
function sendTo({ config, upstreams }: ForwardContext, addressed: Addressed): Promise<Outcome> {
  const upstream = upstreams.of(addressed.open.entry.upstream)
  if (!upstream || upstream.exchanges >= config.upstream.maxConnections) throw upstreamUnavailable()
  upstream.exchanges += 1
  onClosed(addressed.outgoing, () => {
    upstream.exchanges -= 1
  })
  return attempt({ ...addressed, dispatcher: upstream.pool })
}

/** A kept connection may end just as it is used again: what is safe to repeat is tried once more. */
async function attempt(exchange: PipedExchange): Promise<Outcome> {
  try {
    return await pipeExchange(exchange)
  } catch (error) {
    if (!mayRepeat(exchange, error)) throw error
    return pipeExchange(exchange)
  }
}

const brokenConnection = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

function mayRepeat({ incoming, body }: PipedExchange, error: unknown): boolean {
  return (
    (incoming.method === 'GET' || incoming.method === 'HEAD') &&
    body === undefined &&
    error instanceof AttemptFailed &&
    brokenConnection.has(codeOf(error.cause))
  )
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof PlacementStale) return tenantMoving()
  if (!(error instanceof AttemptFailed)) return upstreamFailed(error)
  const { cause, sent } = error
  if (cause instanceof Problem) return cause
  switch (codeOf(cause)) {
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
      return badRequest('The request cannot be passed on.', cause)
    case 'UND_ERR_HEADERS_TIMEOUT':
      return upstreamTimeout(cause)
    default:
      return sent ? upstreamFailed(cause) : upstreamUnavailable(cause)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
