import { type Hook, OpenAPIHono } from '@hono/zod-openapi'
import type { Context, Env, Hono, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import {
  askedIn,
  invalidInput,
  notFound,
  Problem,
  problemHandler,
  problemResponse,
} from './problem.ts'
import { hasBody, requireText } from './require-text.ts'

/** JSON bodies are small; a larger body is refused before it is read. */
const maxBodyBytes = 65_536

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export interface ApiOptions<E extends Env = Env> {
  /** Called for every error that ends as a 5xx. */
  log(error: unknown, context: Context): void
  /** Converts errors of this service's own parts into problems. */
  translate?: (error: unknown) => Problem | undefined
  /** Middleware that runs before anything of a request is read, such as authentication. */
  first?: readonly MiddlewareHandler<E>[]
}

/**
 * Creates an application whose routes describe themselves (OpenAPI) and whose every refusal is a problem
 * document: invalid fields 422, an unknown path 404, a wrong method 405 with Allow, a wrong Content-Type
 * 415, malformed JSON 400, a body that is too large 413. Text that could not be stored as it was sent is
 * refused everywhere. A trailing slash is accepted. Answers are not cached (Cache-Control: no-store) and
 * their type is not guessed, unless a route overrides that.
 */
export function createApi<E extends Env>({
  log,
  translate,
  first = [],
}: ApiOptions<E>): OpenAPIHono<E> {
  const app = new OpenAPIHono<E>({ defaultHook: validationHook(), getPath: pathWithoutSlash })
  app.onError(problemHandler(log, (error) => httpProblem(error) ?? translate?.(error)))
  app.notFound((c) => problemResponse(missing(app, c), askedIn(c)))
  for (const each of first) app.use(each)
  app.use(async function keepPrivate(c, next) {
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    await next()
  })
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: refuseLargeBody }))
  app.use(async function requireJson(c, next) {
    if (hasBody(c) && !isJson(c)) throw wrongBodyType()
    await next()
  })
  app.use(requireText)
  return app
}

/** An invalid path parameter gets the same 404 as one that names nothing. */
export function validationHook<E extends Env>(): Hook<unknown, E, string, unknown> {
  return (result) => {
    if (result.success) return
    throw result.target === 'param' ? notFound() : invalidInput(result.error)
  }
}

function pathWithoutSlash(request: Request): string {
  const { pathname } = new URL(request.url)
  return pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
}

function httpProblem(error: unknown): Problem | undefined {
  if (!(error instanceof HTTPException)) return undefined
  return error.status === 400
    ? new Problem(400, 'malformed_body', 'Malformed body', { detail: 'the body is not valid JSON' })
    : new Problem(error.status, 'http_error', error.message)
}

function missing<E extends Env>(app: Hono<E>, c: Context): Problem {
  const allowed = methods.filter((method) => isRouted(app, method, c.req.path))
  if (allowed.length === 0) return notFound()
  return new Problem(405, 'method_not_allowed', 'Method not allowed', {
    headers: { allow: allowed.join(', ') },
  })
}

/** Whether a handler, not only middleware, exists for the path. Handlers are registered for one method. */
function isRouted<E extends Env>(app: Hono<E>, method: string, path: string): boolean {
  const [handlers] = app.router.match(method, path)
  return handlers.some(([[, route]]) => route.method !== 'ALL')
}

function refuseLargeBody(): Response {
  return problemResponse(
    new Problem(413, 'body_too_large', 'Body too large', {
      detail: `at most ${maxBodyBytes} bytes`,
    }),
  )
}

function isJson(c: Context): boolean {
  return /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i.test(c.req.header('content-type') ?? '')
}

function wrongBodyType(): Problem {
  return new Problem(415, 'wrong_body_type', 'Unsupported media type', {
    detail: 'send application/json',
    headers: { accept: 'application/json' },
  })
}
