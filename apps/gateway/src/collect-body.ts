import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { createMiddleware } from 'hono/factory'
import { takeBodyMemory } from './body-memory.ts'
import type { GatewayContext } from './context.ts'
import type { GatewayEnv } from './gateway-env.ts'
import { onClosed } from './on-closed.ts'
import type { OpenExchange } from './open-exchanges.ts'
import { bodyTimeout, bodyTooLarge } from './problems.ts'
import {
  type BodyReading,
  declaredBytes,
  hasBody,
  openBody,
  type RequestBody,
} from './request-body.ts'

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
    const { tenantId } = open.entry
    let heldBytes = 0
    const keep = (bytes: number) => {
      takeBodyMemory(context, tenantId, bytes)
      heldBytes += bytes
    }
    try {
      c.set('body', await inTime(open, bodyTimeoutMs, { incoming, outgoing, maxBodyBytes, keep }))
      await next()
    } catch (error) {
      if (open.isOver) return RESPONSE_ALREADY_SENT
      throw error
    } finally {
      context.bodyMemory.give(tenantId, heldBytes)
    }
  })
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
