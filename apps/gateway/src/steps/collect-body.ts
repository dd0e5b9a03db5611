import { createMiddleware } from 'hono/factory'
import type { GatewayContext } from '../context.ts'
import type { GatewayEnv } from '../gateway-env.ts'
import { bodyTimeout, bodyTooLarge } from '../problems.ts'
import { alreadySent } from '../transport/already-sent.ts'
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
 * Waits until a body of ordinary size is complete. Until then its request holds nothing that tenants share,
 * except memory for what has arrived, of which each tenant has a share. A slow client delays only itself.
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
      if (open.isOver) return alreadySent
      throw error
    } finally {
      memory.giveBack()
    }
  })
}

/** The memory held for one request. After giveBack, what still arrives is no longer kept. */
function memoryFor(context: CollectContext, tenantId: string) {
  let heldBytes = 0
  let isOver = false
  return {
    keep(bytes: number): void {
      if (isOver) throw new Error('the body is no longer needed')
      takeBodyMemory(context, tenantId, bytes)
      heldBytes += bytes
    },
    giveBack(): void {
      isOver = true
      context.bodyMemory.give(tenantId, heldBytes)
    },
  }
}

/**
 * Resolves to the body. Rejects if it takes too long, the client leaves or the tenant is no longer served.
 */
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
