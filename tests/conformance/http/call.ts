import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { urlToHttpOptions } from 'node:url'

/** One HTTP request, sent as given: the path is not normalized and only the body's headers are added. */
export interface Call {
  /** Where to connect. */
  origin: string
  method: string
  path: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent unchanged instead of `body`. */
  text?: string
  signal?: AbortSignal
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** The parsed body if it is JSON, otherwise the text. */
  body: unknown
}

const timeoutMs = 60_000

/** Makes one call. Rejects only when there is no answer. */
export async function sendCall(call: Call): Promise<Answer> {
  const incoming = await openCall(call)
  const { statusCode: status = 0, headers } = incoming
  return { status, headers, body: parse(await text(incoming)) }
}

/** Makes a call and resolves once the head of its answer is there; the caller reads the body. */
export function openCall(call: Call): Promise<IncomingMessage> {
  const payload = call.text ?? (call.body === undefined ? undefined : JSON.stringify(call.body))
  const url = new URL(call.origin)
  const { headers, method, path, signal } = withJsonType(call)
  const options = { ...urlToHttpOptions(url), headers, method, path, timeout: timeoutMs }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { ...options, ...serverName(call), ...(signal && { signal }) },
      resolve,
    )
    outgoing.on('error', reject)
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer`)))
    outgoing.end(payload)
  })
}

function withJsonType(call: Call): Call {
  if (call.body === undefined) return call
  return { ...call, headers: { 'content-type': 'application/json', ...call.headers } }
}

/** The certificate must be for the tenant's host, not for the host that is connected to. */
function serverName({ headers }: Call): { servername?: string } {
  return headers?.host === undefined ? {} : { servername: headers.host.replace(/:\d+$/, '') }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
