import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { createMiddleware } from 'hono/factory'
import type { GatewayContext } from '../context.ts'
import type { GatewayEnv } from '../gateway-env.ts'
import { bodyTimeout, bodyTooLarge } from '../problems.ts'
import { onClosed } from '../transport/on-closed.ts'
import type { OpenExchange } from '../transport/open-exchanges.ts'
import {
  type BodyReading,
  declaredBytes,
  hasBody,
  openBody,
  type RequestBody,
} from '../transport/request-body.ts'
import { takeBodyMemory } from './body-memory.ts'

type CollectContext = Pick<GatewayContext, 'bodyMemory' | 'config' | 'limits'>

/**
 * Waits until a body of ordinary size has come whole: until then its request holds nothing of what
 * tenants share but memory for what has come, of which they have shares. A slow client delays only itself.
 */
export function collectBody(context: CollectContext) {
  const { maxBodyBytes, bodyTimeoutMs } = context.config.limits

  return createMiddleware<GatewayEnv>(async function collectBody(c, next) {
    const { incoming, outgoing } = c.env
    if (!hasBody(incoming.headers)) return next()
    if (declaredBytes(incoming.headers) > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    const open = c.get('open')
    const memory = memoryFor(context, open.entry.tenantId)
    const reading = { incoming, outgoing, maxBodyBytes, keep: memory.keep }
    try {
      c.set('body', await inTime(open, bodyTimeoutMs, reading))
      await next()
    } catch (error) {
      if (open.isOver) return RESPONSE_ALREADY_SENT
      throw error
    } finally {
      memory.giveBack()
    }
  })
}

/** What is kept for one request. What comes after it was given back is not kept any more. */
function memoryFor(context: CollectContext, tenantId: string) {
  let heldBytes = 0
  let isOver = false
  return {
    keep(bytes: number): void {
      if (isOver) throw new Error('nobody waits for the body any more')
      takeBodyMemory(context, tenantId, bytes)
      heldBytes += bytes
    },
    giveBack(): void {
      isOver = true
      context.bodyMemory.give(tenantId, heldBytes)
    },
  }
}

/** The body, unless it takes too long, its client leaves or its tenant is not served any more. */
async function inTime(
  open: OpenExchange,
  timeoutMs: number,
  reading: BodyReading,
): Promise<RequestBody | undefined> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  open.controller = { abort: reject }
  onClosed(open.outgoing, () => reject(new Error('the client left')))
  const timer = setTimeout(() => reject(bodyTimeout()), timeoutMs)
  try {
    return await Promise.race([openBody(reading), ended])
  } finally {
    clearTimeout(timer)
    open.controller = undefined
  }
}
