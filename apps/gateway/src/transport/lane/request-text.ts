import { assertionHeader } from '@mt/shared/assertion'
import type { LaneExchange } from './lane-exchange.ts'

/** The whole request for the service, one character for each byte. */
export function requestText({ request, headers, assertion }: LaneExchange): string {
  const { method, url, body } = request
  let text = `${method} ${url} HTTP/1.1\r\n`
  for (let i = 0; i < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`
  if (body !== '' || hasOftenBody.has(method)) text += `content-length: ${body.length}\r\n`
  return `${text}${assertionHeader}: ${assertion}\r\n\r\n${body}`
}

/** Methods for which a length is expected even without a body (RFC 9110, 8.6). */
const hasOftenBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])
