import { createControlPlaneApi, type Schemas, untyped } from '@mt/control-plane-api/client'
import type { AnswerOf, BodyOf, Route } from '@mt/control-plane-api/routes'
import { type CliError, refused, unavailable, usageError } from '../errors.ts'
import type { Settings } from '../settings.ts'

type Value = string | number | boolean | undefined

/** A body with the API's field names; the API itself checks the values. */
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
  /** Values for the parameters of the path. */
  path?: Record<string, string>
  query?: Record<string, Value>
  body?: Typed<Body>
  headers?: Record<string, string>
}

/** Longer than the control plane waits for an operation, or for the inventory of a data plane. */
const timeoutMs = 90_000

export interface Client {
  /** Makes one call. Throws a CliError unless it succeeds. */
  call<R extends Route>(route: R, request?: Request<BodyOf<R>>): Promise<AnswerOf<R>>
  /** Opens a stream of events. Throws like `call`. */
  open(route: Route, request?: Request): Promise<ReadableStream<Uint8Array>>
}

/** Calls the control plane with the operator's API key. */
export function createClient(settings: Pick<Settings, 'url' | 'apiKey'>): Client {
  const peer = { request: untyped(createControlPlaneApi(settings)), url: settings.url }
  return {
    async call(route, request = {}) {
      const signal = AbortSignal.timeout(timeoutMs)
      // The types come from the API's own document, so the answer is not validated again.
      return (await send(peer, route, { ...request, signal })) as AnswerOf<typeof route>
    },
    async open(route, request = {}) {
      const stream = await send(peer, route, { ...request, parseAs: 'stream' })
      if (!(stream instanceof ReadableStream)) throw unavailable('the control plane sent no events')
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
    if (!path[name]) throw usageError(`<${name}> is required`)
  }
  const call = request(method, template, { params: { path, query }, ...sent })
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw unavailable(`cannot reach the control plane at ${url}: ${reasonOf(cause)}`)
  })
  if (!response.ok) throw failureOf(response, error)
  return data
}

function failureOf(response: Response, answer: unknown): CliError {
  const problem = isProblem(answer) ? answer : unknownProblem(response)
  if (response.status >= 500) {
    return unavailable(
      `the control plane is unavailable: ${problem.detail ?? problem.title}`,
      problem,
    )
  }
  return refused(problem, hints[response.status])
}

const hints: Record<number, string> = {
  401: 'set OPS_API_KEY or --key-file to a valid API key of this control plane',
  403: 'use a key with the required scope; `tenantctl keys create` makes one',
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
  if (!(error instanceof Error)) return 'unknown error'
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause ? String(cause.code) : cause.message
}
