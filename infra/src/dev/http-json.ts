import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface JsonCall {
  /** The server's address: `http://127.0.0.1:8080`. */
  origin: string
  method?: string
  path: string
  /** The Host header; `fetch` cannot set one that differs from the address. */
  host?: string
  token?: string
  headers?: Record<string, string>
  body?: unknown
}

export interface JsonAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: unknown
}

const timeoutMs = 60_000

/** Makes one HTTP call with JSON both ways. Rejects only if there is no answer. */
export function callJson(call: JsonCall): Promise<JsonAnswer> {
  const payload = call.body === undefined ? undefined : JSON.stringify(call.body)
  return new Promise((resolve, reject) => {
    const options = { method: call.method ?? 'GET', headers: headersOf(call), timeout: timeoutMs }
    const outgoing = request(new URL(call.path, call.origin), options, (incoming) => {
      text(incoming)
        .then((body) => resolve(answerOf(incoming, parse(body))))
        .catch(reject)
    })
    outgoing.on('error', reject)
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${call.path}: no answer`)))
    outgoing.end(payload)
  })
}

/** Throws an error with the answer unless its status is one of those expected. */
export function expectStatus(call: JsonCall, answer: JsonAnswer, ...expected: number[]): unknown {
  if (expected.includes(answer.status)) return answer.body
  const what = `${call.method ?? 'GET'} ${call.host ?? ''}${call.path}`
  throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`)
}

function answerOf({ statusCode, headers }: IncomingMessage, body: unknown): JsonAnswer {
  return { status: statusCode ?? 0, headers, body }
}

function headersOf({ host, token, headers, body }: JsonCall): Record<string, string> {
  return {
    ...(host ? { host } : {}),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
