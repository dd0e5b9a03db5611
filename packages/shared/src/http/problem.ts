import type { Context } from 'hono'
import type { z } from 'zod'

/** One field that was refused, named as the client wrote it, with what to do about it. */
export interface FieldProblem {
  field: string
  message: string
}

export interface ProblemOptions {
  detail?: string
  errors?: FieldProblem[]
  headers?: Record<string, string>
  cause?: unknown
}

/** An answer that is an error, as problem details (RFC 9457). `code` is stable: programs may rely on it. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly errors: FieldProblem[] | undefined
  readonly headers: Record<string, string>

  constructor(status: number, code: string, title: string, options: ProblemOptions = {}) {
    super(options.detail ?? title, { cause: options.cause })
    this.status = status
    this.code = code
    this.title = title
    this.errors = options.errors
    this.headers = options.headers ?? {}
  }
}

/** The problem's document: what a client reads. */
export function problemBody(problem: Problem) {
  return {
    type: `urn:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    ...(problem.message === problem.title ? {} : { detail: problem.message }),
    ...(problem.errors ? { errors: problem.errors } : {}),
  }
}

/** The fields of an answer that is a problem. It may be over at any time, so that nobody keeps it. */
export function problemHeaders(problem: Problem): Record<string, string> {
  return {
    ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    ...problem.headers,
    'content-type': 'application/problem+json',
  }
}

/** The problem as a response. */
export function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problemBody(problem)), {
    status: problem.status,
    headers: problemHeaders(problem),
  })
}

/** `detail` only for who may know that there is nothing. */
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

/** A field that cannot be taken. */
export const invalid = (...errors: FieldProblem[]) =>
  new Problem(422, 'invalid_fields', 'Some fields are invalid', { errors })

/** Something that this service needs is away for now; the client may come again. */
export const unavailable = (detail: string, cause?: unknown, retryAfterS = 1) =>
  new Problem(503, 'unavailable', 'Temporarily unavailable', {
    detail,
    cause,
    headers: { 'retry-after': String(retryAfterS) },
  })

/** The problem of a value that a schema refused, each field once, by its path in the body. */
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
 * Turns whatever a handler threw into an answer. A Problem is told as it is; `translate` may know more
 * errors (a lost database, say); everything else is a 500 that is logged and tells nothing.
 */
export function problemHandler(
  log: (error: unknown, context: Context) => void,
  translate: (error: unknown) => Problem | undefined = () => undefined,
) {
  return function onError(error: Error, context: Context): Response {
    const problem = error instanceof Problem ? error : translate(error)
    if (problem && problem.status < 500) return problemResponse(problem)
    log(error, context)
    return problemResponse(problem ?? new Problem(500, 'internal_error', 'Internal error'))
  }
}
