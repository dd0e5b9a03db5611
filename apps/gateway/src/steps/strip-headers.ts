import { placementHeader } from '@mt/shared/assertion'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import { hopByHop, namedByConnection } from '../transport/connection-options.ts'
import type { HeaderList, RequestHead } from '../transport/exchange-ends.ts'
import { isTenantHeader } from '../transport/withheld-fields.ts'
import { clientOf, type TrustedProxies } from './client-address.ts'

/** Set by the gateway itself, or made by the forwarder out of the body. */
const ownRequestHeaders = [
  ...['host', 'content-length', 'expect', 'forwarded', 'x-real-ip', 'x-request-id'],
  ...['traceparent', 'tracestate', placementHeader],
  // Servers that hand headers on as variables make HTTP_PROXY of it, which many clients obey.
  'proxy',
]

const droppedFromRequests = new Set([...hopByHop, ...ownRequestHeaders])

/**
 * Keeps of the client's headers what may go upstream, and adds what the gateway vouches for. Everything
 * after this step sees only what it kept.
 */
export function stripHeaders(trusted?: TrustedProxies) {
  return createMiddleware<GatewayEnv>(async function stripHeaders(c, next) {
    const { incoming, exchange } = c.env
    c.set('upstreamHeaders', upstreamHeaders(incoming, exchange.requestId, trusted))
    await next()
  })
}

/** What goes upstream of a request's headers, with what the gateway vouches for; not yet whose it is. */
export function upstreamHeaders(
  head: RequestHead,
  requestId: string,
  trusted: TrustedProxies,
): HeaderList {
  const headers = clientHeaders(head.rawHeaders)
  const host = head.headers.host ?? ''
  const { address, protocol } = clientOf(head, trusted)
  headers.push('host', host, 'x-forwarded-for', address, 'x-forwarded-host', host)
  headers.push('x-forwarded-proto', protocol, 'x-request-id', requestId)
  addTrace(headers, head, requestId)
  return headers
}

/** The client's headers that may go upstream, in their order and as often as they were sent. */
export function clientHeaders(rawHeaders: readonly string[]): HeaderList {
  const named = namedByConnection(connectionOf(rawHeaders))
  const kept: HeaderList = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    if (isDroppedFromRequests(name) || named?.has(name)) continue
    kept.push(name, rawHeaders[i + 1] as string)
  }
  return kept
}

/**
 * A name with an underscore goes, whatever it is: servers that hand headers on as variables fold `_` and
 * `-` into one, so that `x_tenant` arrives as `x-tenant`.
 */
function isDroppedFromRequests(name: string): boolean {
  return (
    droppedFromRequests.has(name) ||
    name.includes('_') ||
    name.startsWith('proxy-') ||
    name.startsWith('x-forwarded') ||
    isTenantHeader(name)
  )
}

/** What the client's `Connection` names. */
function connectionOf(rawHeaders: readonly string[]): string[] {
  const values: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length === 10 && name.toLowerCase() === 'connection') {
      values.push(rawHeaders[i + 1] as string)
    }
  }
  return values
}

const validTraceparent = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The client's trace goes on where it is well-formed (W3C Trace Context), else one begins with the request id. */
function addTrace(headers: HeaderList, { headers: sent }: RequestHead, requestId: string) {
  const { traceparent, tracestate } = sent
  if (typeof traceparent === 'string' && validTraceparent.test(traceparent)) {
    headers.push('traceparent', traceparent)
    if (typeof tracestate === 'string') headers.push('tracestate', tracestate)
    return
  }
  const traceId = requestId.replaceAll('-', '')
  headers.push('traceparent', `00-${traceId}-${traceId.slice(16)}-00`)
}
