import { healthRoutes } from '@mt/shared/http/health'
import { Problem, problemHandler } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import type { Context } from './context.ts'
import { databaseProblem } from './database/lost-database.ts'
import { accessLog } from './http/access-log.ts'
import { notAllowed } from './http/not-allowed.ts'
import { newRouter } from './http/router.ts'
import { operationRoutes } from './operations/routes.ts'
import { registryRoutes } from './registry/routes.ts'
import { tenantRoutes } from './tenants/routes.ts'

const maxBodyBytes = 65_536

/** The control plane's API. */
export function createApp(context: Context) {
  const app = newRouter()
  app.use(requestId({ generator: newId }))
  app.use(accessLog(context.logger, context.metrics))
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: refuseLargeBody }))
  app.route('/', healthRoutes(readiness(context)))
  app.route('/v1/tenants', tenantRoutes(context))
  app.route('/v1/operations', operationRoutes(context))
  app.route('/v1/registry', registryRoutes(context))
  describeApi(app)
  app.notFound(notAllowed(app))
  app.onError(problemHandler((err, c) => logError(context, c.get('requestId'), err), translate))
  return app
}

/** Redis is no part of it: without it, publications wait, and everything else works. */
function readiness({ orm }: Context) {
  return async function isReady(): Promise<void> {
    await orm.em.fork().execute('select 1')
  }
}

function describeApi(app: ReturnType<typeof newRouter>): void {
  const bearer = { type: 'http', scheme: 'bearer' } as const
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', bearer)
  app.openAPIRegistry.registerComponent('securitySchemes', 'registryKey', bearer)
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Control plane', version: '1', description: 'Onboards and runs tenants.' },
  })
}

function translate(error: unknown): Problem | undefined {
  if (error instanceof HTTPException && error.status === 400) {
    return new Problem(400, 'malformed_json', 'Malformed JSON', { detail: error.message })
  }
  return databaseProblem(error)
}

function refuseLargeBody(): never {
  throw new Problem(413, 'too_large', 'The body is too large', {
    detail: `a body may have ${maxBodyBytes} bytes`,
  })
}

function logError({ logger }: Context, requestId: string, err: unknown): void {
  logger.error({ requestId, err }, 'request failed')
}
