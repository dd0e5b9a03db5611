import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { type FieldProblem, invalid, notFound, Problem } from './problem.ts'
import { textFault } from './text-fault.ts'

/**
 * In valid JSON only an escape can produce a NUL or half a character: raw bytes of either are invalid JSON
 * or UTF-8.
 */
const suspect = /\\u(?:0000|d[89a-f])/i

/** How many fields are named at most. */
const maxFaults = 20

/**
 * Refuses requests, on all routes, whose path, query or JSON body contains text that could not be stored as
 * it was sent. For a path this is a 404, because it names nothing; for a body that is not UTF-8 a 400; for
 * fields a 422 that names them.
 */
export const requireText = createMiddleware(async function requireText(c, next) {
  if (c.req.path.includes('%') && faultOfEncoded(c.req.path)) throw notFound()
  const faults = [...queryFaults(c.req.url), ...(hasBody(c) ? await bodyFaults(c) : [])]
  if (faults.length > 0) throw invalid(...faults.slice(0, maxFaults))
  await next()
})

/** Whether a request has a body, by its headers. */
export function hasBody(c: Context): boolean {
  const length = Number(c.req.header('content-length') ?? 0)
  return length > 0 || c.req.header('transfer-encoding') !== undefined
}

/** The fault of a percent-encoded text. What cannot be decoded is not text. */
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

/** Invalid JSON is refused later, by the code that reads it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A value in a body, with its path. */
interface Found {
  value: unknown
  key?: string
  of?: Found
}

/** Iterates instead of recursing: a body of brackets alone is nested deeper than the stack. */
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

/** The name of a field, by its path; of a deep one only the end. */
function fieldOf(found: Found): string {
  const keys: string[] = []
  for (let at: Found | undefined = found; at && keys.length < maxFaults; at = at.of) {
    if (at.key !== undefined) keys.unshift(at.key)
  }
  return keys.join('.') || 'body'
}
