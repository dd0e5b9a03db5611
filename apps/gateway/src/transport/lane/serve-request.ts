import { assertionHeader } from '@mt/shared/assertion'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { normalizeHost } from '@mt/shared/tenant'
import type { GatewayContext } from '../../context.ts'
import { upstreamUnavailable } from '../../problems.ts'
import { admitRequest } from '../../steps/admit.ts'
import { isOwnHost } from '../../steps/answer-own-hosts.ts'
import { assertionOf } from '../../steps/assert-tenant.ts'
import { takeBodyMemory } from '../../steps/body-memory.ts'
import { enforceLimits } from '../../steps/rate-limit.ts'
import { findTenant } from '../../steps/resolve-tenant.ts'
import { upstreamHeaders } from '../../steps/strip-headers.ts'
import { type Delivery, deliver, isSafe } from '../../upstreams/deliver.ts'
import type { Upstream } from '../../upstreams/upstreams.ts'
import { logFailure } from '../log-failure.ts'
import type { OpenExchange } from '../open-exchanges.ts'
import type { Outcome } from '../pipe-exchange.ts'
import type { LaneAnswer } from './lane-answer.ts'
import type { LaneRequest } from './parse-request.ts'

/**
 * The request path of the lane: the steps of app.ts, in their order. Requests for the gateway itself, and
 * for a former host, are handed back with nothing done.
 */
export async function serveRequest(context: GatewayContext, answer: LaneAnswer): Promise<void> {
  const host = hostForLane(context, answer.request)
  if (host === undefined) return answer.handBack()
  try {
    const found = findTenant(context.registry, host)
    const entry = found instanceof Promise ? await found : found
    if (!isForLane(context, entry)) return answer.handBack()
    answer.exchange.tenant = entry.slug
    const open = admitRequest(context.openExchanges, entry, answer)
    await serveWithBody(context, open, answer)
  } catch (error) {
    logFailure(context, error)
    answer.refuse(error)
  }
}

/** The body has arrived with the request. Its memory is held until the answer has begun. */
async function serveWithBody(context: GatewayContext, open: OpenExchange, answer: LaneAnswer) {
  const { tenantId } = open.entry
  const bytes = answer.request.body.length
  if (bytes > 0) takeBodyMemory(context, tenantId, bytes)
  try {
    const counting = enforceLimits(context.limits, open)
    if (counting) await counting
    context.usage.count(tenantId)
    await deliver(context, deliveryOf(context, open, answer))
  } finally {
    if (bytes > 0) context.bodyMemory.give(tenantId, bytes)
  }
}

/**
 * The host of a request; undefined if it is the gateway's own, or if only Node's parser and the chain's can
 * judge it.
 */
function hostForLane({ config }: GatewayContext, { headers }: LaneRequest): string | undefined {
  const named = normalizeHost(headers.host)
  if (named === undefined || isOwnHost(named, config.service.baseDomain)) return undefined
  if (!plainHost.test(named) || !plainPort.test(headers.host ?? '')) return undefined
  // A slice keeps the whole text in memory, and the registry keeps hosts.
  return Buffer.from(named, 'latin1').toString('latin1')
}

/** Neither an address in any spelling nor a name in another alphabet, both of which need a URL parser. */
const plainHost = /^(?!.*xn--)(?:.*\.)?[a-z][a-z0-9-]*$/
const plainPort = /^[^:]*(?::[1-5]?\d{1,4})?$/

/** The chain redirects requests for a former host of a tenant. */
function isForLane({ upstreams }: GatewayContext, entry: RegistryEntry): boolean {
  if (entry.redirectTo !== undefined) return false
  const upstream = upstreams.of(entry.upstream)
  return upstream === undefined || upstream.lane !== undefined
}

function deliveryOf(context: GatewayContext, open: OpenExchange, answer: LaneAnswer): Delivery {
  const { request, exchange } = answer
  const { trustedProxies } = context.config.service
  const headers = upstreamHeaders(request, exchange.requestId, trustedProxies)
  const head = headText(request, headers)
  const first = assertionOf(open.entry, context.signAssertion)
  let attempts = 0
  return {
    ...{ open, canRepeat: true, isUpload: false },
    isSafe: request.body === '' && isSafe(request.method),
    send(upstream, assertion = first) {
      const text = `${head}${assertionHeader}: ${assertion}\r\n\r\n${request.body}`
      attempts += 1
      return sendTo(upstream, { text, open, answer, attempts })
    },
  }
}

/** A head without its end. */
function headText({ method, url, body }: LaneRequest, headers: readonly string[]): string {
  let text = `${method} ${url} HTTP/1.1\r\n`
  for (let i = 0; i < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`
  if (body !== '' || hasOftenBody.has(method)) text += `content-length: ${body.length}\r\n`
  return text
}

/** Methods for which a length is expected even without a body (RFC 9110, 8.6). */
const hasOftenBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

interface Sending {
  text: string
  open: OpenExchange
  answer: LaneAnswer
  attempts: number
}

/** A second attempt takes a new connection: after the first one, others may have ended too. */
function sendTo({ lane }: Upstream, { text, open, answer, attempts }: Sending): Promise<Outcome> {
  if (!lane) throw upstreamUnavailable()
  const { method } = answer.request
  return lane.take(attempts > 1).exchange({ method, text, open, answer })
}
