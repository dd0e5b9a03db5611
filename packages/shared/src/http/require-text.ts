import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { type FieldProblem, invalid, notFound, Problem } from './problem.ts'
import { textFault } from './text-fault.ts'

/** In JSON only an escape can be a NUL or half of a character: bytes that are either are no JSON, or no UTF-8. */
const suspect = /\\u(?:0000|d[89a-f])/i

/** So many fields are named at most. */
const maxFaults = 20

/**
 * For all routes at once: lets a request pass whose path, query and JSON body are text that can be kept as
 * it was sent. A path with anything else names nothing (404), a body that is not UTF-8 is malformed (400),
 * and fields are named (422).
 */
export const requireText = createMiddleware(async function requireText(c, next) {
  if (c.req.path.includes('%') && faultOfEncoded(c.req.path)) throw notFound()
  const faults = [...queryFaults(c.req.url), ...(hasBody(c) ? await bodyFaults(c) : [])]
  if (faults.length > 0) throw invalid(...faults.slice(0, maxFaults))
  await next()
})

/** Whether a request says that it has a body. */
export function hasBody(c: Context): boolean {
  const length = Number(c.req.header('content-length') ?? 0)
  return length > 0 || c.req.header('transfer-encoding') !== undefined
}

/** The fault of a text that is written with `%`. What does not decode is no text. */
function faultOfEncoded(encoded: string): string | undefined {
  try {
    return textFault(decodeURIComponent(encoded))
  } catch {
    return 'must be well-formed Unicode text'
  }
}

function queryFaults(url: string): FieldProblem[] {
  const start = url.indexOf('?')
  if (start < 0 || !url.includes('%', start)) return []
  const pairs = url.slice(start + 1).split('&')
  return pairs.flatMap((pair) => {
    const message = faultOfEncoded(pair)
    return message === undefined ? [] : [{ field: pair.split('=', 1)[0] ?? '', message }]
  })
}

async function bodyFaults(c: Context): Promise<FieldProblem[]> {
  const text = decode(await c.req.arrayBuffer())
  if (!suspect.test(text)) return []
  return valueFaults(parse(text))
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    const detail = 'the body is not valid JSON: it is not UTF-8'
    throw new Problem(400, 'malformed_body', 'Malformed body', { detail, cause })
  }
}

/** What is no JSON is refused by whoever reads it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A value in a body, and where it is. */
interface Found {
  value: unknown
  key?: string
  of?: Found
}

/** Without recursion: a body of brackets alone is nested deeper than the stack. */
function valueFaults(body: unknown): FieldProblem[] {
  const faults: FieldProblem[] = []
  const waiting: Found[] = [{ value: body }]
  for (let of = waiting.pop(); of && faults.length < maxFaults; of = waiting.pop()) {
    if (typeof of.value === 'string') faults.push(...faultOf(of, of.value))
    if (typeof of.value !== 'object' || of.value === null) continue
    for (const [key, value] of Object.entries(of.value)) {
      const found = { of, key, value }
      faults.push(...faultOf(found, key))
      waiting.push(found)
    }
  }
  return faults
}

function faultOf(found: Found, text: string): FieldProblem[] {
  const message = textFault(text)
  return message === undefined ? [] : [{ field: fieldOf(found), message }]
}

/** The name of a field, by its path; of one that lies deep the end of it. */
function fieldOf(found: Found): string {
  const keys: string[] = []
  for (let at: Found | undefined = found; at && keys.length < maxFaults; at = at.of) {
    if (at.key !== undefined) keys.unshift(at.key)
  }
  return keys.join('.') || 'body'
}
