/**
 * A request that nobody means well. `refused` ones get a 4xx (501 and 505 too) or a closed connection;
 * `harmless` ones may be served. In neither a service sees what is forged.
 */
export interface HostileRequest {
  title: string
  pieces: Buffer[]
  outcome: 'refused' | 'harmless'
  /** The status that it must get, where that matters. */
  status?: number
  pauseMs?: number
}

/** What the requests are about: a tenant that exists, and the value that no service may ever see. */
export interface Target {
  host: string
  forged: string
}

/** The bytes of a text in which each character is one byte. */
export function bytes(...lines: string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

export interface Parts {
  method?: string
  target?: string
  version?: string
  host?: string
  headers?: string[]
  body?: string
}

/** A whole request as its bytes; what is not said is as it should be. */
export function requestBytes(target: Target, parts: Parts): Buffer {
  const { method = 'GET', version = 'HTTP/1.1', headers = [], body = '' } = parts
  return bytes(
    `${method} ${parts.target ?? '/polls'} ${version}`,
    `Host: ${parts.host ?? target.host}`,
    ...['Connection: close', ...headers, '', body],
  )
}

/** A character as a title can show it. */
export function named(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 40)}… (${text.length} bytes)` : text
  return JSON.stringify(short).replaceAll('\x7f', '\\u007f')
}
