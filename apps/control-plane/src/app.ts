import type { OpenAPIHono } from '@hono/zod-openapi'
import { accessLog } from '@mt/shared/http/access-log'
import { createApi } from '@mt/shared/http/api'
import { healthRoutes } from '@mt/shared/http/health'
import { newId } from '@mt/shared/ids'
import { servePages } from '@mt/shared/pages/serve-pages'
import type { Context as RequestContext } from 'hono'
import { requestId } from 'hono/request-id'
import { routePath } from 'hono/route'
import { apiKeyRoutes } from './api-keys/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { commandRoutes } from './commands-in-tenants/routes.ts'
import type { Context } from './context.ts'
import { dataPlaneProblem } from './data-plane/operator-problem.ts'
import { databaseProblem } from './database/lost-database.ts'
import { doctorRoutes } from './doctor/routes.ts'
import { domainRoutes } from './domains/routes.ts'
import { driftRoutes, fleetRoutes, migrationRoutes } from './fleet/routes.ts'
import { healthOfPlatformRoutes } from './health/routes.ts'
import type { AppEnv } from './http/router.ts'
import type { Metrics } from './metrics.ts'
import { operationRoutes } from './operations/routes.ts'
import { pageOf } from './pages/page-of.ts'
import { planRoutes } from './plans/routes.ts'
import { registryRoutes } from './registry/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { tenantRoutes } from './tenants/routes.ts'
import { usageRoutes } from './usage/routes.ts'

/** What the document of this API says of itself. */
export const documentHead = {
  openapi: '3.1.0',
  info: {
    title: 'Control plane',
    version: '1',
    description:
      'Onboards and runs tenants. Programs send an API key; the console has the cookie of `POST /console/session`, so that who is signed in can try each call here.',
  },
}

/** The control plane's API, and the operators' pages over it. */
export function createApp(context: Context) {
  const { logger, metrics } = context
  const app = createApi<AppEnv>({
    log: (err, c) => logger.error({ requestId: c.get('requestId'), err }, 'request failed'),
    // A service that is away and a database that is away may have the same cause.
    translate: (error) => dataPlaneProblem(error) ?? databaseProblem(error),
  })
  app.use(requestId({ generator: newId }))
  app.use(accessLog({ logger, observe: observeIn(metrics), isQuiet: isFollowersRead }))
  app.route('/', healthRoutes(readiness(context)))
  app.use(servePages({ folder: context.config.console.folder, base: '/console', pageOf }))
  app.get('/', (c) => c.redirect('/console'))
  app.route('/console/session', sessionRoutes(context))
  app.route('/v1/tenants', tenantRoutes(context))
  app.route('/v1/tenants', domainRoutes(context))
  app.route('/v1', usageRoutes(context))
  app.route('/v1/plans', planRoutes(context))
  app.route('/v1/api-keys', apiKeyRoutes(context))
  app.route('/v1/audit', auditRoutes(context))
  app.route('/v1/operations', operationRoutes(context))
  app.route('/v1', commandRoutes(context))
  app.route('/v1/health', healthOfPlatformRoutes(context))
  app.route('/v1/doctor', doctorRoutes(context))
  app.route('/v1/migrations', migrationRoutes(context))
  app.route('/v1/drift', driftRoutes(context))
  app.route('/v1/fleet', fleetRoutes(context))
  app.route('/v1/registry', registryRoutes(context))
  describeApi(app)
  return app
}

function observeIn({ requestSeconds }: Metrics) {
  return function observe(c: RequestContext, seconds: number): void {
    const labels = { method: c.req.method, route: routePath(c, -1), status: c.res.status }
    requestSeconds.observe(labels, seconds)
  }
}

/** Each reader of the registry asks for it every few seconds, for ever. */
function isFollowersRead(path: string): boolean {
  return path === '/v1/registry/changes'
}

/** Redis is no part of it: without it, publications wait, and everything else works. */
function readiness({ orm }: Context) {
  return async function isReady(): Promise<void> {
    await orm.em.fork().execute('select 1')
  }
}

function describeApi(app: OpenAPIHono<AppEnv>): void {
  const bearer = { type: 'http', scheme: 'bearer' } as const
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', bearer)
  app.openAPIRegistry.registerComponent('securitySchemes', 'registryKey', bearer)
  const session = { type: 'apiKey', in: 'cookie', name: 'console' } as const
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', session)
  app.doc31('/openapi.json', documentHead)
}
