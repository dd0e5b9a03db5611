import type { Socket } from 'node:net'
import type { RequestHead } from '../exchange.ts'

/** A request for the lane: its head, and its whole body, one character for each byte. */
export interface LaneRequest extends RequestHead {
  method: string
  url: string
  body: string
  /** Whether the client keeps the connection for further requests. */
  keepAlive: boolean
  /** The whole request, as it arrived. */
  text: string
}

export interface ParseLimits {
  maxHeadBytes: number
  maxBodyBytes: number
}

/** `more`: the input may still become a request for the lane. `other`: it is for Node's own server. */
export type Parsed = LaneRequest | 'more' | 'other'

/** A request with more fields is suspicious. */
const maxFields = 100

/**
 * Parses the requests of the lane, and no others: a plain path, and plain text fields with regular line
 * ends. Everything else, whether RFC 9112 allows it or not, is left to Node's parser.
 */
const wholeHead =
  /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/(?!\/)[\w\-.~!$&'()*+,;=:@%/?]* HTTP\/1\.1\r\n(?:[\w!#$%&'*+\-.^`|~]+:(?: ?[\x21-\x7e]+(?:[ \t]+[\x21-\x7e]+)*)?\r\n)+\r\n$/

const beginning = /^[A-Z]{3,7}(?: |$)|^[A-Z]{0,7}$/

/** Reads the first request in `input`, which is what a client sent, one character for each byte. */
export function parseRequest(input: string, socket: Socket, limits: ParseLimits): Parsed {
  const end = input.indexOf('\r\n\r\n') + 4
  if (end === 3) return mayBecomeHead(input, limits) ? 'more' : 'other'
  const text = end === input.length ? input : input.slice(0, end)
  if (end > limits.maxHeadBytes || !wholeHead.test(text)) return 'other'
  const request = readHead(text, socket)
  if (!request) return 'other'
  return withBody(request, input, limits)
}

function mayBecomeHead(input: string, { maxHeadBytes }: ParseLimits): boolean {
  return input.length < maxHeadBytes && beginning.test(input.slice(0, 8))
}

/** Completes a request whose body has arrived with the head, or soon will. */
function withBody(request: LaneRequest, input: string, { maxBodyBytes }: ParseLimits): Parsed {
  const bytes = Number(request.headers['content-length'] ?? 0)
  if (bytes === 0) return request
  if (bytes > maxBodyBytes) return 'other'
  const from = request.text.length
  if (input.length < from + bytes) return 'more'
  request.body = input.slice(from, from + bytes)
  request.text = input.slice(0, from + bytes)
  return request
}

/** Reads a head that `wholeHead` has accepted; undefined if a field shows that it is not for the lane. */
function readHead(text: string, socket: Socket): LaneRequest | undefined {
  const [method = '', url = ''] = text.slice(0, text.indexOf('\r')).split(' ', 2)
  const rawHeaders: string[] = []
  const known: KnownFields = { ...noFields }
  let at = text.indexOf('\n') + 1
  while (at < text.length - 2) {
    const colon = text.indexOf(':', at)
    const lineEnd = text.indexOf('\r', colon)
    const from = text.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1
    const name = text.slice(at, colon)
    const value = text.slice(from, lineEnd)
    if (!note(known, name.toLowerCase(), value)) return undefined
    rawHeaders.push(name, value)
    at = lineEnd + 2
  }
  if (known.host === undefined || rawHeaders.length > maxFields * 2) return undefined
  if (known['content-length'] !== undefined && !mayHaveBody.has(method)) return undefined
  const keepAlive = known.connection !== 'close'
  return { method, url, rawHeaders, headers: known, socket, body: '', keepAlive, text }
}

const mayHaveBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The fields that matter to the lane. Each may come once. */
const noFields = {
  host: undefined as string | undefined,
  connection: undefined as string | undefined,
  'content-length': undefined as string | undefined,
  traceparent: undefined as string | undefined,
  tracestate: undefined as string | undefined,
  'x-forwarded-for': undefined as string | undefined,
  'x-forwarded-proto': undefined as string | undefined,
}

type KnownFields = typeof noFields

/** Whether a request with this field is for the lane. */
function note(known: KnownFields, name: string, value: string): boolean {
  switch (name) {
    case 'transfer-encoding':
    case 'expect':
    case 'upgrade':
    case 'http2-settings':
    case 'trailer':
    case 'te':
      return false
    case 'connection':
      return once(known, name, value.toLowerCase()) && /^(?:keep-alive|close)$/i.test(value)
    case 'content-length':
      return once(known, name, value) && /^(?:0|[1-9]\d{0,8})$/.test(value)
    case 'host':
      // A slice keeps the whole text in memory, and the registry keeps hosts.
      return once(known, name, Buffer.from(value, 'latin1').toString('latin1')) && isPlain(value)
    case 'traceparent':
    case 'tracestate':
    case 'x-forwarded-for':
    case 'x-forwarded-proto':
      return once(known, name, value)
    default:
      return true
  }
}

/**
 * A host name that needs no URL parser: neither an address in any spelling nor a name in another alphabet.
 * What is no host name at all is left to Node too, whose connection ends with such a request.
 */
const plainHost =
  /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z](?:[a-z\d-]{0,61}[a-z\d])?\.?(?::[1-5]?\d{1,4})?$/i

function isPlain(host: string): boolean {
  return host.length <= 253 && plainHost.test(host) && !/xn--/i.test(host)
}

function once(known: KnownFields, name: keyof KnownFields, value: string): boolean {
  if (known[name] !== undefined) return false
  known[name] = value
  return true
}
