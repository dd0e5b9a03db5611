import { createControlPlaneApi, type Schemas, untyped } from '@mt/control-plane-api/client'
import type { AnswerOf, BodyOf, Route } from '@mt/control-plane-api/routes'
import { away, type CliError, refused, usageError } from '../errors.ts'
import type { Settings } from '../settings.ts'

type Value = string | number | boolean | undefined

/** A body with the names that the API has for its fields; which values they take is for the API to say. */
type Typed<T> = T extends string
  ? string
  : T extends boolean
    ? boolean
    : T extends number
      ? number | null
      : T extends (infer Item)[]
        ? Typed<Item>[]
        : { [Name in keyof T]?: Typed<T[Name]> | undefined }

export interface Request<Body = unknown> {
  /** The values of the braces in the route. */
  path?: Record<string, string>
  query?: Record<string, Value>
  body?: Typed<Body>
  headers?: Record<string, string>
}

/** Longer than the control plane waits for an operation, or for the inventory of a data plane. */
const timeoutMs = 90_000

export interface Client {
  /** Makes one call. Throws a CliError for every answer but a good one. */
  call<R extends Route>(route: R, request?: Request<BodyOf<R>>): Promise<AnswerOf<R>>
  /** Opens a stream of events. Throws like `call`. */
  open(route: Route, request?: Request): Promise<ReadableStream<Uint8Array>>
}

/** Calls the control plane as the operator whose key it is. */
export function createClient(settings: Pick<Settings, 'url' | 'apiKey'>): Client {
  const peer = { request: untyped(createControlPlaneApi(settings)), url: settings.url }
  return {
    async call(route, request = {}) {
      const signal = AbortSignal.timeout(timeoutMs)
      // What a route answers with is the type of the API's own document, so it is taken at its word.
      return (await send(peer, route, { ...request, signal })) as AnswerOf<typeof route>
    },
    async open(route, request = {}) {
      const stream = await send(peer, route, { ...request, parseAs: 'stream' })
      if (!(stream instanceof ReadableStream)) throw away('the control plane sent nothing')
      return stream
    },
  }
}

type Sent = Omit<Request, 'body'> & {
  body?: unknown
  signal?: AbortSignal
  parseAs?: 'stream'
}

interface Peer {
  request: ReturnType<typeof untyped>
  url: string
}

async function send(
  { request, url }: Peer,
  route: Route,
  { path = {}, query = {}, ...sent }: Sent,
) {
  const [method = '', template = ''] = route.split(' ')
  for (const [, name = ''] of template.matchAll(/\{(\w+)\}/g)) {
    if (!path[name]) throw usageError(`<${name}> is missing`)
  }
  const call = request(method, template, { params: { path, query }, ...sent })
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw away(`the control plane at ${url} cannot be reached: ${reasonOf(cause)}`)
  })
  if (!response.ok) throw failureOf(response, error)
  return data
}

function failureOf(response: Response, answer: unknown): CliError {
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

function isProblem(answer: unknown): answer is Schemas['Problem'] {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'title' in answer
}

function unknownProblem({ status, statusText }: Response): Schemas['Problem'] {
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
