import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Problem } from '@mt/shared/http/problem'
import type { Handler } from 'hono'
import type { GatewayContext } from './context.ts'
import type { GatewayEnv } from './gateway-env.ts'
import { AttemptFailed, type Outcome, type PipedExchange, pipeExchange } from './pipe-exchange.ts'
import {
  badRequest,
  bodyTooLarge,
  upstreamFailed,
  upstreamTimeout,
  upstreamUnavailable,
} from './problems.ts'
import { declaredBytes, hasBody } from './request-body.ts'

type ForwardContext = Pick<GatewayContext, 'config' | 'metrics' | 'upstreams'>

/** The last step: hands Node's own request and response to the tenant's upstream, and back. */
export function forward({ config, metrics, upstreams }: ForwardContext): Handler<GatewayEnv> {
  const { maxBodyBytes } = config.limits
  const { maxConnections } = config.upstream

  return async function forward(c) {
    const { incoming, outgoing } = c.env
    if (declaredBytes(incoming.headers) > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    const upstream = upstreams.of(c.get('entry').upstream)
    if (!upstream || upstream.exchanges >= maxConnections) throw upstreamUnavailable()

    upstream.exchanges += 1
    outgoing.once('close', () => {
      upstream.exchanges -= 1
    })
    const headers = c.get('upstreamHeaders')
    const stopTimer = metrics.upstreamSeconds.startTimer()
    try {
      const exchange = { incoming, outgoing, headers, dispatcher: upstream.pool, maxBodyBytes }
      if ((await attempt(exchange)) === 'answered') stopTimer()
    } catch (error) {
      const problem = toProblem(error)
      metrics.upstreamFailures.labels(problem.code).inc()
      throw problem
    }
    return RESPONSE_ALREADY_SENT
  }
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

function mayRepeat({ incoming }: PipedExchange, error: unknown): boolean {
  return (
    (incoming.method === 'GET' || incoming.method === 'HEAD') &&
    !hasBody(incoming.headers) &&
    error instanceof AttemptFailed &&
    brokenConnection.has(codeOf(error.cause))
  )
}

function toProblem(error: unknown): Problem {
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
