import type { z } from '@hono/zod-openapi'
import { problemSchema } from '@mt/shared/http/problem-schema'
import { signCapability } from '@mt/shared/internal-api/capability'
import type { InternalRoute } from '@mt/shared/internal-api/internal-route'
import type { SigningKey } from '@mt/shared/keys'
import { Agent, request } from 'undici'
import { DataPlaneError, DataPlaneRefusal, reason } from './data-plane-error.ts'
import type { InternalApi } from './internal-api.ts'

/** Limits what a faulty or hostile service can make this process hold. An inventory of 100,000 tenants is 20 MB. */
const maxAnswerBytes = 64 * 1024 * 1024

interface Media {
  'application/json': { schema: z.ZodType }
}

/** The parts of a route that a caller needs. */
export interface CallableRoute extends InternalRoute {
  request?: { params?: z.ZodType; body?: { content: Media } }
  responses: Record<number, unknown> & { 200?: { content: Media } }
}

type ParamsOf<Route> = Route extends { request: { params: infer Params extends z.ZodType } }
  ? z.input<Params>
  : Record<never, never>

export type BodyOf<Route> = Route extends {
  request: { body: { content: infer Body extends Media } }
}
  ? z.input<Body['application/json']['schema']>
  : undefined

type AnswerOf<Route> = Route extends { responses: { 200: { content: infer Answer extends Media } } }
  ? z.output<Answer['application/json']['schema']>
  : undefined

/** One call: its destination, its parameters, its operation, and the signal that aborts it. */
export interface Call<Route> {
  at: InternalApi
  params: ParamsOf<Route>
  body: BodyOf<Route>
  operationId: string
  signal: AbortSignal
}

export interface CallerOptions {
  signingKey: SigningKey
  connectTimeoutMs: number
}

/**
 * Calls routes of the internal API, with the capability that each route requires. A call throws a
 * DataPlaneRefusal if the data plane refuses it, and a DataPlaneError if there is no answer before the
 * route's deadline or it does not match the route.
 */
export function createCaller({ signingKey, connectTimeoutMs }: CallerOptions) {
  // The deadline of each call limits it as a whole.
  const limits = { headersTimeout: 0, bodyTimeout: 0, maxResponseSize: maxAnswerBytes }
  const dispatcher = new Agent({ connect: { timeout: connectTimeoutMs }, ...limits })

  async function call<Route extends CallableRoute>(
    route: Route,
    { at, params, body, operationId, signal }: Call<Route>,
  ): Promise<AnswerOf<Route>> {
    const subject = { ...params, operationId }
    const token = await signCapability(signingKey, route['x-capability'], subject, at.service)
    const { statusCode, text } = await answered(new URL(pathOf(route, params), at.url), {
      dispatcher,
      method: route.method.toUpperCase(),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(route['x-deadline-ms'])]),
    })
    if (statusCode >= 300) throw refusalOf(statusCode, text)
    return answerOf(route, text)
  }

  return { call, close: () => dispatcher.destroy() }
}

/** Throws if the route does not accept a value, which could otherwise lead to another route. */
function pathOf({ path, request }: CallableRoute, params: object): string {
  const checked = Object.entries(request?.params?.parse(params) ?? {})
  return checked.reduce(
    (filled, [name, value]) => filled.replace(`{${name}}`, encodeURIComponent(String(value))),
    path,
  )
}

async function answered(url: URL, options: Parameters<typeof request>[1]) {
  try {
    const { statusCode, body } = await request(url, options)
    return { statusCode, text: await body.text() }
  } catch (error) {
    throw new DataPlaneError(`the data plane cannot be reached (${reason(error)})`, true, error)
  }
}

function refusalOf(status: number, text: string): DataPlaneRefusal {
  const transient = status >= 500 || status === 408 || status === 429
  const problem = problemSchema.safeParse(parseJson(text)).data
  const fields = problem?.errors?.map(({ field, message }) => `${field}: ${message}`)
  const detail = fields?.join(', ') || problem?.detail || problem?.title || 'no details'
  const message = `the data plane answered ${status} (${detail.slice(0, 300)})`
  return new DataPlaneRefusal(message, { status, detail, transient, problem })
}

function answerOf<Route extends CallableRoute>(route: Route, text: string): AnswerOf<Route> {
  const schema = route.responses[200]?.content['application/json'].schema
  const parsed = schema?.safeParse(parseJson(text))
  if (parsed?.success === false)
    throw new DataPlaneError('the data plane sent an invalid answer', true)
  return parsed?.data as AnswerOf<Route>
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
