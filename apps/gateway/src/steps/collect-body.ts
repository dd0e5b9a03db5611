import type { GatewayContext } from '../context.ts'
import { bodiesTooMany, bodyTimeout, bodyTooLarge } from '../problems.ts'
import type { Exchange } from '../transport/exchange.ts'
import { onClosed } from '../transport/on-closed.ts'
import { type BodyReading, declaredBytes, hasBody } from '../transport/request-body.ts'
import type { Transport } from '../transport/transport.ts'
import { hold } from '../upstreams/hold.ts'
import type { Step } from './step.ts'

type CollectContext = Pick<GatewayContext, 'bodyMemory' | 'config' | 'limits'>

/**
 * Waits until a body of ordinary size is complete; in the lane it already is. Until then its request holds
 * nothing that tenants share, except memory for what has arrived, of which each tenant has a share. A slow
 * client delays only itself.
 */
export function collectBody<E extends Exchange>(
  context: CollectContext,
  { readBody }: Pick<Transport<E>, 'readBody'>,
): Step<E> {
  const { maxBodyBytes, bodyTimeoutMs } = context.config.limits

  return function collectBody(exchange) {
    const { headers } = exchange.request
    if (!hasBody(headers)) return undefined
    if (declaredBytes(headers) > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    const body = readBody(exchange, { maxBodyBytes, keep: memoryFor(context, exchange) })
    if (body instanceof Promise) return inTime(exchange, body, bodyTimeoutMs)
    exchange.body = body
    return undefined
  }
}

/** Takes memory for what an exchange keeps. The exchange holds it, as all else, until it has ended. */
function memoryFor(context: CollectContext, exchange: Exchange): BodyReading['keep'] {
  const { bodyMemory, limits } = context
  let heldBytes = 0
  hold(exchange, { give: (tenantId) => bodyMemory.give(tenantId, heldBytes) })
  return function keep(bytes) {
    if (exchange.isOver) throw new Error('the body is no longer needed')
    if (!bodyMemory.tryTake(exchange.entry.tenantId, bytes)) {
      const problem = bodiesTooMany()
      limits.onRefused(problem.code)
      throw problem
    }
    heldBytes += bytes
  }
}

/**
 * Waits for the body. Rejects if it takes too long or the tenant is no longer served; a client that leaves
 * ends the waiting.
 */
async function inTime<E extends Exchange>(
  exchange: E,
  body: Promise<E['body']>,
  timeoutMs: number,
): Promise<undefined> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  exchange.controller = { abort: reject }
  onClosed(exchange.answer, () => reject(new Error('the client left')))
  const timer = setTimeout(() => reject(bodyTimeout()), timeoutMs)
  try {
    exchange.body = await Promise.race([body, ended])
  } catch (error) {
    if (!exchange.isOver) throw error
  } finally {
    clearTimeout(timer)
    exchange.controller = undefined
  }
}
