import { getRequestListener } from '@hono/node-server'
import { serveMetrics } from '@mt/shared/http/metrics-server'
import { serve } from '@mt/shared/http/server'
import type { Logger } from '@mt/shared/logger'
import type { Service } from '@mt/shared/service'
import { internalApp, tenantApp } from './app.ts'
import type { Config } from './config.ts'
import { createContext } from './context.ts'
import { createPreparation } from './prepare.ts'
import { checkQuotas } from './quotas/check-quotas.ts'
import type { ServiceDefinition } from './service.ts'

export interface DataPlane extends Service {
  /** Where the gateway sends tenants' requests. */
  url: string
  /** Where the control plane sends its calls. */
  internalUrl: string
  logger: Logger
}

/**
 * Starts a whole service. It listens at once, and is ready when its clusters are prepared. Throws a ConfigError
 * for a definition that cannot work.
 */
export async function startDataPlane(
  definition: ServiceDefinition,
  config: Config,
): Promise<DataPlane> {
  checkQuotas(definition.quotas ?? [])
  const context = await createContext(definition, config)
  const preparation = createPreparation(context)
  const { host, port, internalPort, metricsPort } = config.service
  const listen = (app: { fetch: Parameters<typeof getRequestListener>[0] }, at: number) => {
    return serve({ listener: getRequestListener(app.fetch), host, port: at })
  }
  const tenantServer = await listen(tenantApp(definition, context, preparation), port)
  const internalServer = await listen(internalApp(definition, context, preparation), internalPort)
  const metricsServer = await serveMetrics(context.metrics, host, metricsPort)
  context.logger.info({ url: tenantServer.url, internalUrl: internalServer.url }, 'listening')
  return {
    url: tenantServer.url,
    internalUrl: internalServer.url,
    logger: context.logger,
    async close() {
      preparation.stop()
      context.stop()
      await Promise.all([tenantServer.close(), internalServer.close(), metricsServer.close()])
      await context.close()
    },
  }
}
