/**
 * A hostile request. `refused` ones get a 4xx, 501 or 505, or a closed connection; `harmless` ones may be
 * served. In neither case does a service see the forged value.
 */
export interface HostileRequest {
  title: string
  pieces: Buffer[]
  outcome: 'refused' | 'harmless'
  /** The required status, if it matters. */
  status?: number
  pauseMs?: number
}

/** The target of the requests: an existing tenant, and the value that no service may ever see. */
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

/** The bytes of a whole request; parts that are not given are valid. */
export function requestBytes(target: Target, parts: Parts): Buffer {
  const { method = 'GET', version = 'HTTP/1.1', headers = [], body = '' } = parts
  return bytes(
    `${method} ${parts.target ?? '/polls'} ${version}`,
    `Host: ${parts.host ?? target.host}`,
    ...['Connection: close', ...headers, '', body],
  )
}

/** A character in a form for titles. */
export function named(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 40)}… (${text.length} bytes)` : text
  return JSON.stringify(short).replaceAll('\x7f', '\\u007f')
}
