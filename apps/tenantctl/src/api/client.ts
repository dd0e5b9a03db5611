import type { problemSchema } from '@mt/shared/http/problem-schema'
import type { z } from 'zod'
import { away, type CliError, refused, usageError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import type { Answers, Route } from './answers.ts'

type Value = string | number | boolean | undefined

export interface Request {
  /** The values of the braces in the route. */
  path?: Record<string, string>
  query?: Record<string, Value>
  body?: unknown
  headers?: Record<string, string>
}

/** Longer than the control plane waits for an operation, or for the inventory of a data plane. */
const timeoutMs = 90_000

export interface Client {
  /** Makes one call. Throws a CliError for every answer but a good one. */
  call<R extends Route>(route: R, request?: Request): Promise<Answers[R]>
  /** Opens a stream of events. Throws like `call`. */
  open(route: Route, request?: Request): Promise<ReadableStream<Uint8Array>>
}

/** Calls the control plane as the operator whose key it is. */
export function createClient(settings: Pick<Settings, 'url' | 'apiKey'>): Client {
  return {
    async call(route, request = {}) {
      const signal = AbortSignal.timeout(timeoutMs)
      const response = await send(settings, route, { ...request, signal })
      // What a route answers with is the type of the API's own schema, so it is taken at its word.
      return (response.status === 204 ? undefined : await response.json()) as Answers[typeof route]
    },
    async open(route, request = {}) {
      const { body } = await send(settings, route, request)
      if (!body) throw away('the control plane sent nothing')
      return body
    },
  }
}

type Sent = Request & { signal?: AbortSignal }

async function send(
  { url, apiKey }: Pick<Settings, 'url' | 'apiKey'>,
  route: Route,
  { body, headers, signal, ...where }: Sent,
): Promise<Response> {
  const [method = 'GET', template = '/'] = route.split(' ')
  const response = await fetch(addressOf(url, template, where), {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error) => {
    throw away(`the control plane at ${url} cannot be reached: ${reasonOf(error)}`)
  })
  if (!response.ok) throw await failureOf(response)
  return response
}

function addressOf(base: string, template: string, { path = {}, query = {} }: Request): URL {
  const filled = template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = path[name]
    if (!value) throw usageError(`<${name}> is missing`)
    return encodeURIComponent(value)
  })
  const url = new URL(filled, base)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

async function failureOf(response: Response): Promise<CliError> {
  const answer: unknown = await response.json().catch(() => undefined)
  const problem = isProblem(answer) ? answer : unknownProblem(response)
  if (response.status >= 500) {
    return away(`the control plane cannot do it now: ${problem.detail ?? problem.title}`, problem)
  }
  return refused(problem, hints[response.status])
}

const hints: Record<number, string> = {
  401: 'OPS_API_KEY, or the file of --key-file, must hold a key of this control plane',
  403: 'use a key with the scope that is named; tenantctl keys create makes one',
}

type ProblemDocument = z.infer<typeof problemSchema>

function isProblem(answer: unknown): answer is ProblemDocument {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'title' in answer
}

function unknownProblem({ status, statusText }: Response): ProblemDocument {
  return {
    type: 'about:blank',
    title: statusText || `HTTP ${status}`,
    status,
    code: `http_${status}`,
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason was given'
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause ? String(cause.code) : cause.message
}
