import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { urlToHttpOptions } from 'node:url'

/** One HTTP request, sent as it stands: no path is tidied up and no header is added but the body's. */
export interface Call {
  /** Where to connect. */
  origin: string
  method: string
  path: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, in place of `body`. */
  text?: string
  signal?: AbortSignal
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Parsed where it is JSON, else the text. */
  body: unknown
}

const timeoutMs = 60_000

/** Makes one call. Rejects only when there is no answer. */
export async function sendCall(call: Call): Promise<Answer> {
  const incoming = await openCall(call)
  const { statusCode: status = 0, headers } = incoming
  return { status, headers, body: parse(await text(incoming)) }
}

/** Makes a call and resolves when the head of its answer is there; the body is the caller's to read. */
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

/** For TLS, the name that the certificate must be for is the tenant's, not the one connected to. */
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
