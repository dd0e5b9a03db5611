import { placementHeader, stalePlacement } from '@mt/shared/assertion'
import { keptResponseHeaders } from '../answer-headers.ts'
import type { HeaderList } from '../exchange.ts'

/**
 * How the body of an answer ends: there is none, after a number of bytes, with its last chunk, or with its
 * connection.
 */
export type Framing = 'none' | 'length' | 'chunks' | 'close'

/** The head of an upstream's answer. */
export interface AnswerHead {
  status: number
  framing: Framing
  /** The length of the body, for the framing `length`. */
  bytes: number
  /** Whether the connection may be used again after the answer. */
  keepAlive: boolean
  /** How long the upstream keeps the connection, if it says so. */
  keepAliveMs: number | undefined
  /** The upstream did nothing, because the tenant is not there. */
  isStale: boolean
  /** The headers for the client. */
  headers: HeaderList
}

const wholeHead =
  /^HTTP\/1\.[01] [1-9]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?\r\n(?:[\w!#$%&'*+\-.^`|~]+:[\t\x20-\x7e\x80-\xff]*\r\n)*\r\n$/

/** The request that an answer belongs to. */
export interface Asked {
  method: string
  /** The tenant's host, in the registry's spelling. */
  host: string
}

/**
 * Reads the head of an answer, from the status line to the empty line. Undefined if it is malformed, or if
 * it leaves any doubt about where the answer ends.
 */
export function parseAnswer(text: string, { method, host }: Asked): AnswerHead | undefined {
  if (!wholeHead.test(text)) return undefined
  const fields = readFields(text)
  const status = Number(text.slice(9, 12))
  const framing = framingOf(fields, status, method)
  if (!framing) return undefined
  const isOld = text.charCodeAt(7) === 0x30
  return {
    ...{ status, framing, bytes: Number(fields.length ?? 0) },
    keepAlive: !isOld && framing !== 'close' && keepsConnection(fields, status),
    keepAliveMs: fields.keepAliveMs,
    isStale: fields.placement === stalePlacement,
    headers: keptResponseHeaders(fields.list, fields.connection, { status, host }),
  }
}

/** If an answer without a body declares one, a body may follow all the same. */
function keepsConnection({ connection, coding, length = '0' }: Fields, status: number): boolean {
  if (/\bclose\b/i.test(connection ?? '')) return false
  const isEmpty = status === 204 || status === 304
  return !isEmpty || (coding === undefined && Number(length) === 0)
}

interface Fields {
  list: HeaderList
  connection: string | undefined
  coding: string | undefined
  length: string | undefined
  placement: string | undefined
  keepAliveMs: number | undefined
  /** Whether a field that frames the body came twice. */
  isDoubtful: boolean
}

function readFields(text: string): Fields {
  const fields: Fields = {
    ...{ list: [], connection: undefined, coding: undefined, length: undefined },
    ...{ placement: undefined, keepAliveMs: undefined, isDoubtful: false },
  }
  let at = text.indexOf('\n') + 1
  while (at < text.length - 2) {
    const colon = text.indexOf(':', at)
    const lineEnd = text.indexOf('\r', colon)
    const name = text.slice(at, colon).toLowerCase()
    const value = text.slice(colon + 1, lineEnd).trim()
    fields.list.push(name, value)
    note(fields, name, value)
    at = lineEnd + 2
  }
  return fields
}

function note(fields: Fields, name: string, value: string): void {
  switch (name) {
    case 'connection':
      fields.connection = fields.connection === undefined ? value : `${fields.connection},${value}`
      break
    case 'transfer-encoding':
      fields.isDoubtful ||= fields.coding !== undefined
      fields.coding = value
      break
    case 'content-length':
      fields.isDoubtful ||= fields.length !== undefined
      fields.length = value
      break
    case placementHeader:
      fields.placement = value
      break
    case 'keep-alive': {
      const seconds = /(?:^|[\s,])timeout=(\d{1,5})(?:$|[\s,])/.exec(value)?.[1]
      if (seconds !== undefined) fields.keepAliveMs = Number(seconds) * 1_000
    }
  }
}

/** Undefined if the framing is uncertain. */
function framingOf(fields: Fields, status: number, method: string): Framing | undefined {
  const { coding, length } = fields
  if (fields.isDoubtful || (coding !== undefined && length !== undefined)) return undefined
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return undefined
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return undefined
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return 'none'
  if (coding !== undefined) return 'chunks'
  return length === undefined ? 'close' : length === '0' ? 'none' : 'length'
}
