import type { OpenAPIHono } from '@hono/zod-openapi'
import { servePages } from '@mt/pages/serve-pages'
import { accessLog } from '@mt/shared/http/access-log'
import { createApi } from '@mt/shared/http/api'
import { healthRoutes } from '@mt/shared/http/health'
import { newId } from '@mt/shared/ids'
import type { Logger } from '@mt/shared/logger'
import { passingProblem } from '@mt/tenancy/database-problem'
import type { Context as RequestContext } from 'hono'
import { requestId } from 'hono/request-id'
import { routePath } from 'hono/route'
import type { Histogram } from 'prom-client'
import { dataPlaneProblem } from '../data-plane/operator-problem.ts'
import type { WithOrm } from '../database/open-orm.ts'
import { requireOwnHost } from './guards/own-hosts.ts'
import type { AppEnv } from './guards/router.ts'
import { pageOf } from './page-of.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { auditRoutes } from './routes/audit.ts'
import { commandRoutes } from './routes/commands.ts'
import { doctorRoutes } from './routes/doctor.ts'
import { domainRoutes } from './routes/domains.ts'
import { driftRoutes, fleetRoutes, migrationRoutes } from './routes/fleet.ts'
import { healthOfPlatformRoutes } from './routes/health.ts'
import { operationRoutes } from './routes/operations.ts'
import { planRoutes } from './routes/plans.ts'
import { quotaRoutes } from './routes/quotas.ts'
import { registryRoutes } from './routes/registry.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { tenantRoutes } from './routes/tenants.ts'
import { usageRoutes } from './routes/usage.ts'

/** The head of this API's OpenAPI document. */
export const documentHead = {
  openapi: '3.1.0',
  info: {
    title: 'Control plane',
    version: '1',
    description:
      'Manages tenants. Programs authenticate with an API key. The console uses the session cookie of `POST /console/session`, so operators who are signed in there can try each call on this page.',
  },
}

interface HttpMetrics {
  requestSeconds: Histogram<'method' | 'route' | 'status'>
}

interface OwnParts {
  logger: Logger
  metrics: HttpMetrics
  /** The folder of the console's built files, and the hosts that requests may name. */
  config: { console: { folder: string }; service: { hosts: readonly string[] } }
}

type PartsOf<Routes extends (parts: never) => unknown> = Parameters<Routes>[0]

/** The parts that the API needs: those that each of its resources names. */
export type AppParts = OwnParts &
  PartsOf<typeof sessionRoutes> &
  PartsOf<typeof tenantRoutes> &
  PartsOf<typeof domainRoutes> &
  PartsOf<typeof operationRoutes> &
  PartsOf<typeof commandRoutes> &
  PartsOf<typeof quotaRoutes> &
  PartsOf<typeof healthOfPlatformRoutes> &
  PartsOf<typeof doctorRoutes> &
  PartsOf<typeof migrationRoutes> &
  PartsOf<typeof registryRoutes>

/** The control plane's API, and the operators' pages over it. */
export function createApp(context: AppParts) {
  const { logger, metrics } = context
  const app = createApi<AppEnv>({
    log: (err, c) => logger.error({ requestId: c.get('requestId'), err }, 'request failed'),
    // A lost database may also be the cause of a service's failure, so the service is checked first.
    translate: (error) => dataPlaneProblem(error) ?? passingProblem(error),
    first: [
      requestId({ generator: newId }),
      accessLog({ logger, observe: observeIn(metrics), isQuiet: isFollowersRead }),
      requireOwnHost(context.config.service.hosts),
    ],
  })
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
  app.route('/v1/quotas', quotaRoutes(context))
  app.route('/v1/health', healthOfPlatformRoutes(context))
  app.route('/v1/doctor', doctorRoutes(context))
  app.route('/v1/migrations', migrationRoutes(context))
  app.route('/v1/drift', driftRoutes(context))
  app.route('/v1/fleet', fleetRoutes(context))
  app.route('/v1/registry', registryRoutes(context))
  describeApi(app)
  return app
}

function observeIn({ requestSeconds }: HttpMetrics) {
  return function observe(c: RequestContext, seconds: number): void {
    const labels = { method: c.req.method, route: routePath(c, -1), status: c.res.status }
    requestSeconds.observe(labels, seconds)
  }
}

/** Every reader of the registry polls this path every few seconds. */
function isFollowersRead(path: string): boolean {
  return path === '/v1/registry/changes'
}

/** Redis is not needed: without it publications wait, and everything else works. */
function readiness({ orm }: WithOrm) {
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
