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

/** A request on its way upstream, however it travels. */
export interface Delivery extends Entering {
  /** Whether the request can be sent a second time, from its beginning. */
  canRepeat: boolean
  /** Whether it may be, though nobody knows what the first time did. */
  isSafe: boolean
  /**
   * Sends it to `upstream`, with `assertion` in place of the one that it was given first. Resolves when
   * the answer's head is written. Rejects as pipeExchange does.
   */
  send(upstream: Upstream, assertion?: string): Promise<Outcome>
}

/** Sends a request to where its tenant is, and times and counts that. Rejects with the Problem that answers it. */
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
 * Sends it once, to where the open exchange's entry says. What has ended meanwhile is not sent: its client
 * left, or its tenant is not served any more.
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
 * A kept connection may end just as it is used again: what is safe to repeat is tried once more. A
 * service that says that the tenant is not there any more did nothing, so that whatever can be read again
 * is sent once more, to where the tenant is by now.
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

/** Whether a request of this method may be sent twice though nobody knows what the first did. */
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
