import { assertionHeader } from '@mt/shared/assertion'
import { accessLog } from '@mt/shared/http/access-log'
import { type ApiOptions, createApi } from '@mt/shared/http/api'
import { healthRoutes } from '@mt/shared/http/health'
import { servePages } from '@mt/shared/pages/serve-pages'
import { databaseProblem, servingProblem } from '@mt/shared/tenancy/database-problem'
import { createMiddleware } from 'hono/factory'
import { adminRoutes } from './admin/routes.ts'
import type { PollsContext } from './context.ts'
import { requireTenant, type TenantEnv } from './http/require-tenant.ts'
import { fleetRoutes } from './internal/fleet-routes.ts'
import { planeRoutes } from './internal/plane-routes.ts'
import { internalRoutes } from './internal/routes.ts'
import { pageOf } from './pages/page-of.ts'
import { pollRoutes } from './polls/routes.ts'
import type { Preparation } from './prepare.ts'
import { resultRoutes } from './results/routes.ts'
import { siteRoutes } from './settings/routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { userRoutes } from './users/routes.ts'

/** What the document of the tenant API says of itself. */
export const documentHead = {
  openapi: '3.1.0',
  info: {
    title: 'Polls',
    version: '1',
    description:
      'The API of one tenant, on its own host. Programs send the token from `POST /login`; pages of this host have the cookie of `POST /session`, so that who is signed in can try each call here.',
  },
}

/** The API of a tenant, and its pages. Every route of it stands behind the assertion. */
export function tenantApp(context: PollsContext, preparation: Preparation) {
  const app = createApi<TenantEnv>(apiOptions(context, servingProblem))
  app.use(accessLog(context))
  app.use(probes(preparation))
  app.doc31('/openapi.json', documentHead)
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
  })
  app.use(requireTenant(context.verifyAssertion))
  app.use(servePages({ ...context.pages, pageOf }))
  userRoutes(app, context)
  pollRoutes(app, context)
  resultRoutes(app, context)
  templateRoutes(app, context)
  siteRoutes(app, context)
  adminRoutes(app, context)
  return app
}

/** The API of the control plane, on a port of its own. */
export function internalApp(context: PollsContext, preparation: Preparation) {
  const app = createApi(apiOptions(context, databaseProblem))
  app.use(accessLog(context))
  app.route('/', healthRoutes(preparation.isReady))
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Polls, internal', version: '1' } })
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
  })
  internalRoutes(app, context)
  planeRoutes(app, context)
  fleetRoutes(app, context)
  return app
}

/** Health is for who runs the service. A tenant's host has no such paths: its requests bear an assertion. */
function probes(preparation: Preparation) {
  const health = healthRoutes(preparation.isReady)
  return createMiddleware(async function probes(c, next) {
    const isProbe = c.req.path === '/livez' || c.req.path === '/readyz'
    if (!isProbe || c.req.header(assertionHeader) !== undefined) return next()
    return health.fetch(c.req.raw)
  })
}

function apiOptions(
  { logger }: PollsContext,
  translate: NonNullable<ApiOptions['translate']>,
): ApiOptions {
  return {
    log: (error, c) =>
      logger.error({ err: error, method: c.req.method, path: c.req.path }, 'request failed'),
    translate,
  }
}
