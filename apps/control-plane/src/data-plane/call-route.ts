import type { z } from '@hono/zod-openapi'
import { problemSchema } from '@mt/shared/http/problem-schema'
import { signCapability } from '@mt/shared/internal-api/capability'
import type { InternalRoute } from '@mt/shared/internal-api/internal-route'
import type { SigningKey } from '@mt/shared/keys'
import { Agent, request } from 'undici'
import { DataPlaneError, DataPlaneRefusal, reason } from './data-plane-error.ts'
import type { InternalApi } from './internal-api.ts'

/** What a service that is sick, or hostile, can make this process hold. An inventory of 100,000 tenants is 20 MB. */
const maxAnswerBytes = 64 * 1024 * 1024

interface Media {
  'application/json': { schema: z.ZodType }
}

/** A route of the contract, as far as a caller has to know it. */
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

/** One call: where to, about what, on whose behalf, and how long somebody waits for it. */
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
 * Calls routes of the internal API, with the capability that each route names. A call throws a
 * DataPlaneRefusal when the data plane refuses it, and a DataPlaneError when no answer comes before the
 * route's deadline or not the one that the route describes.
 */
export function createCaller({ signingKey, connectTimeoutMs }: CallerOptions) {
  // The deadline of each call bounds it as a whole.
  const patience = { headersTimeout: 0, bodyTimeout: 0, maxResponseSize: maxAnswerBytes }
  const dispatcher = new Agent({ connect: { timeout: connectTimeoutMs }, ...patience })

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

/** Throws for a value that its route does not take: it could lead to another route. */
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
  const detail = problem?.detail ?? problem?.title ?? 'no problem given'
  const message = `the data plane answered ${status} (${detail.slice(0, 300)})`
  return new DataPlaneRefusal(message, { status, detail, transient, problem })
}

function answerOf<Route extends CallableRoute>(route: Route, text: string): AnswerOf<Route> {
  const schema = route.responses[200]?.content['application/json'].schema
  const parsed = schema?.safeParse(parseJson(text))
  if (parsed?.success === false)
    throw new DataPlaneError('the data plane gave an answer that was not agreed on', true)
  return parsed?.data as AnswerOf<Route>
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
