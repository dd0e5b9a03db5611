import { Problem } from '@mt/shared/http/problem'
import type { GatewayContext } from '../context.ts'
import {
  badRequest,
  tenantMoving,
  upstreamFailed,
  upstreamTimeout,
  upstreamUnavailable,
} from '../problems.ts'
import { assertionOf } from '../steps/assert-tenant.ts'
import { AttemptFailed, type Outcome, PlacementStale } from '../transport/pipe-exchange.ts'
import { type Entering, enterUpstream } from './enter-upstream.ts'
import { readdress } from './readdress.ts'
import type { Upstream } from './upstreams.ts'

export type DeliveryContext = Pick<
  GatewayContext,
  'metrics' | 'registry' | 'signAssertion' | 'upstreams'
>

/** A request on its way upstream, by either transport. */
export interface Delivery extends Entering {
  /** Whether the request can be sent again from its beginning. */
  canRepeat: boolean
  /** Whether it may be sent again although the effect of the first attempt is unknown. */
  isSafe: boolean
  /**
   * Sends the request to `upstream`, with `assertion` in place of its original one. Resolves when the
   * answer's head is written. Rejects as pipeExchange does.
   */
  send(upstream: Upstream, assertion?: string): Promise<Outcome>
}

/** Sends a request to its tenant's service, and measures that. Rejects with the Problem for the client. */
export async function deliver(context: DeliveryContext, delivery: Delivery): Promise<void> {
  const { upstreamSeconds, upstreamFailures } = context.metrics
  const beganMs = performance.now()
  try {
    const outcome = await sendWhereItIs(context, delivery)
    if (outcome === 'answered') upstreamSeconds.observe((performance.now() - beganMs) / 1_000)
  } catch (error) {
    const problem = toProblem(error)
    upstreamFailures.labels(problem.code).inc()
    throw problem
  }
}

/**
 * Sends the request once, by the open exchange's entry. Sends nothing if the exchange has ended meanwhile,
 * because its client left or its tenant is no longer served.
 */
async function sendOnce(
  { upstreams }: DeliveryContext,
  delivery: Delivery,
  assertion?: string,
): Promise<Outcome> {
  const { open } = delivery
  try {
    const entering = enterUpstream(upstreams, delivery)
    const upstream = entering instanceof Promise ? await entering : entering
    if (open.endedBy) throw open.endedBy
    if (open.isOver) return 'client left'
    return await delivery.send(upstream, assertion)
  } catch (error) {
    if (open.isOver) return 'client left'
    throw error
  }
}

/**
 * A kept connection may end just as it is used again: a request that is safe to repeat is tried once more.
 * A service that reports that the tenant is no longer there did nothing, so every request that can be read
 * again is sent once more, to the tenant's present service.
 */
async function sendWhereItIs(context: DeliveryContext, delivery: Delivery): Promise<Outcome> {
  const { open } = delivery
  try {
    return await sendOnce(context, delivery)
  } catch (error) {
    if (delivery.isSafe && brokeOff(error)) {
      return sendWhereItIs(context, { ...delivery, isSafe: false })
    }
    if (!(error instanceof PlacementStale)) throw error
    context.metrics.stalePlacements.inc()
    open.entry = await readdress(context.registry, open.entry)
    if (!delivery.canRepeat) throw error
    return sendOnce(context, delivery, assertionOf(open.entry, context.signAssertion))
  }
}

const brokenConnection = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

/** Whether an attempt failed because its connection ended. */
function brokeOff(error: unknown): boolean {
  return error instanceof AttemptFailed && brokenConnection.has(codeOf(error.cause))
}

/**
 * Whether a request of this method may be sent twice although the effect of the first attempt is unknown.
 */
export function isSafe(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD'
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
