import type { Context } from 'hono'
import type { z } from 'zod'
import { type ForPeople, problemPage, problemPageHeaders } from './problem-page.ts'

/** A refused field, named as the client wrote it, with what to do about it. */
export interface FieldProblem {
  field: string
  message: string
}

export interface ProblemOptions {
  detail?: string
  forPeople?: ForPeople
  errors?: FieldProblem[]
  headers?: Record<string, string>
  cause?: unknown
}

/**
 * An answer that is an error, as problem details (RFC 9457). Its `code` is stable: programs may rely on it.
 */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly errors: FieldProblem[] | undefined
  readonly headers: Record<string, string>
  readonly forPeople: ForPeople | undefined

  constructor(status: number, code: string, title: string, options: ProblemOptions = {}) {
    super(options.detail ?? title, { cause: options.cause })
    this.status = status
    this.code = code
    this.title = title
    this.errors = options.errors
    this.headers = options.headers ?? {}
    this.forPeople = options.forPeople
  }
}

/** The problem document, as the client reads it. */
function problemBody(problem: Problem) {
  return {
    type: `urn:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    ...(problem.message === problem.title ? {} : { detail: problem.message }),
    ...(problem.errors ? { errors: problem.errors } : {}),
  }
}

/** What decides the form of an answer. */
export interface Asked {
  method: string
  /** The request's Accept field. */
  accept: string | undefined
}

export interface ProblemAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * The answer to a request: a page where a browser asks for one, else the problem document. It may stop being
 * true at any time, so it is not cached.
 */
export function problemAnswer(problem: Problem, asked?: Asked): ProblemAnswer {
  const isPage = asked !== undefined && asksForPage(asked)
  const form = isPage
    ? { headers: problemPageHeaders(problem), body: problemPage(problem) }
    : {
        headers: { 'content-type': 'application/problem+json' },
        body: JSON.stringify(problemBody(problem)),
      }
  return {
    status: problem.status,
    headers: {
      ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', vary: 'accept' },
      ...problem.headers,
      ...form.headers,
    },
    body: form.body,
  }
}

/** A browser that opens a page asks for HTML first; its scripts and all other programs do not. */
function asksForPage({ method, accept }: Asked): boolean {
  const isRead = method === 'GET' || method === 'HEAD'
  return isRead && accept !== undefined && /^(text\/html|application\/xhtml\+xml)\b/i.test(accept)
}

/** The problem as a response. */
export function problemResponse(problem: Problem, asked?: Asked): Response {
  const { body, ...init } = problemAnswer(problem, asked)
  return new Response(body, init)
}

/** What `problemResponse` needs to know of Hono's request. */
export function askedIn({ req }: Context): Asked {
  return { method: req.method, accept: req.header('accept') }
}

/** `detail` only for a caller that may know that there is nothing. */
export const notFound = (detail?: string) =>
  new Problem(404, 'not_found', 'Not found', detail === undefined ? {} : { detail })

export const unauthorized = (detail: string) =>
  new Problem(401, 'unauthorized', 'Authentication required', {
    detail,
    headers: { 'www-authenticate': 'Bearer' },
  })

export const forbidden = (detail: string) => new Problem(403, 'forbidden', 'Forbidden', { detail })

export const conflict = (code: string, detail: string) =>
  new Problem(409, code, 'Conflict', { detail })

/** A field that is not acceptable. */
export const invalid = (...errors: FieldProblem[]) =>
  new Problem(422, 'invalid_fields', 'Some fields are invalid', { errors })

/** Something that this service needs is unavailable for now; the client may try again. */
export const unavailable = (detail: string, cause?: unknown, retryAfterS = 1) =>
  new Problem(503, 'unavailable', 'Temporarily unavailable', {
    detail,
    cause,
    headers: { 'retry-after': String(retryAfterS) },
  })

/** The problem for a value that a schema refused: each field once, by its path in the body. */
export function invalidInput(error: z.ZodError): Problem {
  const fields = new Map<string, FieldProblem>()
  for (const each of error.issues.flatMap(fieldProblems)) {
    if (!fields.has(each.field)) fields.set(each.field, each)
  }
  return invalid(...fields.values())
}

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ field: issue.path.join('.') || 'body', message: issue.message }]
  }
  return issue.keys.map((key) => ({
    field: [...issue.path, key].join('.'),
    message: 'is not accepted here',
  }))
}

/**
 * Turns whatever a handler threw into an answer. A Problem is sent as it is; `translate` may know further
 * errors, such as a lost database; everything else is logged and becomes a 500 that reveals nothing.
 */
export function problemHandler(
  log: (error: unknown, context: Context) => void,
  translate: (error: unknown) => Problem | undefined = () => undefined,
) {
  return function onError(error: Error, context: Context): Response {
    const problem = error instanceof Problem ? error : translate(error)
    if (problem && problem.status < 500) return problemResponse(problem, askedIn(context))
    log(error, context)
    const internal = () => new Problem(500, 'internal_error', 'Internal error')
    return problemResponse(problem ?? internal(), askedIn(context))
  }
}
