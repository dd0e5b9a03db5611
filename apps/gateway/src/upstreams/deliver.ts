import { Problem } from '@mt/shared/http/problem'
import type { GatewayContext } from '../context.ts'
import {
  badRequest,
  tenantMoving,
  upstreamFailed,
  upstreamTimeout,
  upstreamUnavailable,
} from '../problems.ts'
import { assertTenant } from '../steps/assert-tenant.ts'
import type { Exchange } from '../transport/exchange.ts'
import type { Transport } from '../transport/transport.ts'
import { enterUpstream } from './enter-upstream.ts'
import { AttemptFailed, type Outcome, PlacementStale } from './forwarder.ts'
import { readdress } from './readdress.ts'

export type DeliveryContext = Pick<
  GatewayContext,
  'metrics' | 'registry' | 'signAssertion' | 'upstreams'
>

/** Sends an exchange's request to the service where its entry says that the tenant is. */
type SendOnce = () => Promise<Outcome>

/** Sends a request to its tenant's service, and measures that. Rejects with the Problem for the client. */
export async function deliver<E extends Exchange>(
  context: DeliveryContext,
  exchange: E,
  forwarderAt: Transport<E>['forwarderAt'],
): Promise<undefined> {
  const { upstreamSeconds, upstreamFailures } = context.metrics
  const beganMs = performance.now()
  try {
    const outcome = await sendWhereItIs(context, exchange, () =>
      sendOnce(context, exchange, forwarderAt),
    )
    if (outcome === 'answered') upstreamSeconds.observe((performance.now() - beganMs) / 1_000)
  } catch (error) {
    const problem = toProblem(error)
    upstreamFailures.labels(problem.code).inc()
    throw problem
  }
}

/**
 * Sends nothing if the exchange has ended meanwhile, because its client left or its tenant is no longer
 * served.
 */
async function sendOnce<E extends Exchange>(
  { upstreams }: DeliveryContext,
  exchange: E,
  forwarderAt: Transport<E>['forwarderAt'],
): Promise<Outcome> {
  try {
    const entering = enterUpstream(upstreams, exchange)
    const upstream = entering instanceof Promise ? await entering : entering
    if (exchange.endedBy) throw exchange.endedBy
    if (exchange.isOver) return 'client left'
    exchange.attempts += 1
    return await forwarderAt(upstream).forward(exchange)
  } catch (error) {
    if (exchange.isOver) return 'client left'
    throw error
  }
}

/**
 * A kept connection may end just as it is used again: a request that is safe to repeat is tried once more.
 * A service that reports that the tenant is no longer there did nothing, so every request that can be read
 * again is sent once more, to the tenant's present service.
 */
async function sendWhereItIs(
  context: DeliveryContext,
  exchange: Exchange,
  sendOnce: SendOnce,
): Promise<Outcome> {
  try {
    return await sendOnce()
  } catch (error) {
    if (exchange.attempts === 1 && isSafe(exchange) && brokeOff(error)) {
      return sendWhereItIs(context, exchange, sendOnce)
    }
    if (!(error instanceof PlacementStale)) throw error
    context.metrics.stalePlacements.inc()
    exchange.entry = await readdress(context.registry, exchange.entry)
    if (exchange.body?.isWhole === false) throw error
    assertTenant(context.signAssertion)(exchange)
    return sendOnce()
  }
}

/** Whether a request may be sent again although the effect of the first attempt is unknown. */
function isSafe({ request: { method }, body }: Exchange): boolean {
  return body === undefined && (method === 'GET' || method === 'HEAD')
}

const brokenConnection = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

/** Whether an attempt failed because its connection ended. */
function brokeOff(error: unknown): boolean {
  return error instanceof AttemptFailed && brokenConnection.has(codeOf(error.cause))
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
      return badRequest('The request cannot be forwarded.', cause)
    case 'UND_ERR_HEADERS_TIMEOUT':
      return upstreamTimeout(cause)
    default:
      return sent ? upstreamFailed(cause) : upstreamUnavailable(cause)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
