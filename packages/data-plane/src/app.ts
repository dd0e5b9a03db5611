import { servePages } from '@mt/pages/serve-pages'
import { assertionHeader } from '@mt/shared/assertion'
import { accessLog } from '@mt/shared/http/access-log'
import { type ApiOptions, createApi } from '@mt/shared/http/api'
import { healthRoutes } from '@mt/shared/http/health'
import { internalApi } from '@mt/shared/internal-api/internal-api'
import { databaseProblem, servingProblem } from '@mt/tenancy/database-problem'
import { createMiddleware } from 'hono/factory'
import type { ServiceContext } from './context.ts'
import { requireTenant, type TenantEnv } from './http/require-tenant.ts'
import { fleetRoutes } from './internal/fleet-routes.ts'
import { planeRoutes } from './internal/plane-routes.ts'
import { requireAnyCapability, requireCapability } from './internal/require-capability.ts'
import { internalRoutes } from './internal/routes.ts'
import type { Preparation } from './prepare.ts'
import type { ServiceDefinition } from './service.ts'

/**
 * The API of a tenant, its document and its pages. Without an assertion, only health checks are answered.
 */
export function tenantApp(
  service: ServiceDefinition,
  context: ServiceContext,
  preparation: Preparation,
) {
  const first = [accessLog(context), probes(preparation), requireTenant(context.verifyAssertion)]
  const app = createApi<TenantEnv>({ ...apiOptions(context, servingProblem), first })
  app.doc31('/openapi.json', documentOf(service.info))
  app.openAPIRegistry.registerComponent('securitySchemes', ...bearerScheme)
  if (service.pages && context.pagesFolder !== undefined) {
    app.use(servePages({ folder: context.pagesFolder, pageOf: service.pages.pageOf }))
  }
  service.routes(app, context)
  return app
}

/**
 * The API for the control plane, on its own port. Without a capability, only health checks are answered.
 */
export function internalApp(
  service: ServiceDefinition,
  context: ServiceContext,
  preparation: Preparation,
) {
  const first = [
    accessLog({ ...context, isQuiet: isProbe }),
    probes(preparation),
    requireAnyCapability(context.internalCallers),
  ]
  const app = createApi({ ...apiOptions(context, databaseProblem), first })
  const { title, version } = service.info
  app.doc31('/openapi.json', documentOf({ title: `${title}: internal API`, version }))
  app.openAPIRegistry.registerComponent('securitySchemes', ...bearerScheme)
  for (const route of Object.values(internalApi)) {
    app.on(route.method, route.getRoutingPath(), requireCapability(context.internalCallers, route))
  }
  internalRoutes(app, service, context)
  planeRoutes(app, service, context)
  fleetRoutes(app, context)
  return app
}

const bearerScheme = ['bearer', { type: 'http', scheme: 'bearer' }] as const

export function documentOf(info: ServiceDefinition['info']) {
  return { openapi: '3.1.0', info }
}

/** Health checks are for operators. A tenant's host has no such paths: its requests carry an assertion. */
function probes(preparation: Preparation) {
  const health = healthRoutes(preparation.isReady)
  return createMiddleware(async function probes(c, next) {
    if (!isProbe(c.req.path) || c.req.header(assertionHeader) !== undefined) return next()
    return health.fetch(c.req.raw)
  })
}

function isProbe(path: string): boolean {
  return path === '/livez' || path === '/readyz'
}

function apiOptions(
  { logger }: ServiceContext,
  translate: NonNullable<ApiOptions['translate']>,
): ApiOptions {
  return {
    log: (error, c) =>
      logger.error({ err: error, method: c.req.method, path: c.req.path }, 'request failed'),
    translate,
  }
}
