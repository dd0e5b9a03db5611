import { placementHeader } from '@mt/shared/assertion'
import { hopByHop, namedByConnection } from '../transport/connection-options.ts'
import type { HeaderList, RequestHead } from '../transport/exchange.ts'
import { isTenantHeader } from '../transport/withheld-fields.ts'
import { clientOf, type TrustedProxies } from './client-address.ts'
import type { Step } from './step.ts'

/** Headers that the gateway sets itself, or that the forwarder derives from the body. */
const ownRequestHeaders = [
  ...['host', 'content-length', 'expect', 'forwarded', 'x-real-ip', 'x-request-id'],
  ...['traceparent', 'tracestate', placementHeader],
  // Servers that pass headers on as environment variables turn it into HTTP_PROXY, which many clients obey.
  'proxy',
]

const droppedFromRequests = new Set([...hopByHop, ...ownRequestHeaders])

/**
 * Keeps the client's headers that may go upstream, and adds those that the gateway vouches for. Nothing else
 * of the client's head is forwarded.
 */
export function stripHeaders(trusted?: TrustedProxies): Step {
  return function stripHeaders(exchange) {
    const { request, requestId } = exchange
    const headers = clientHeaders(request.rawHeaders)
    const host = request.headers.host ?? ''
    const { address, protocol } = clientOf(request, trusted)
    headers.push('host', host, 'x-forwarded-for', address, 'x-forwarded-host', host)
    headers.push('x-forwarded-proto', protocol, 'x-request-id', requestId)
    addTrace(headers, request, requestId)
    exchange.headers = headers
    return undefined
  }
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
 * Drops every name with an underscore: servers that pass headers on as environment variables do not
 * distinguish `_` from `-`, so `x_tenant` would arrive as `x-tenant`.
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

/** The fields that the client's `Connection` names. */
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

/**
 * Continues the client's trace if it is well-formed (W3C Trace Context); otherwise begins one with the
 * request id.
 */
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
