import cluster from 'node:cluster'
import { serveMetrics } from '@mt/shared/http/metrics-server'
import { serve } from '@mt/shared/http/server'
import { createLogger, type Logger } from '@mt/shared/logger'
import type { Service } from '@mt/shared/service'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { createContext, type GatewayContext } from './context.ts'
import { offerMetrics } from './processes/offer-metrics.ts'
import { putLaneBefore } from './transport/lane/lane.ts'
import { createListener } from './transport/listener.ts'

export interface Gateway extends Service {
  url: string
  /** Undefined in one of several processes: the one that started them serves the metrics of all. */
  metricsUrl: string | undefined
}

/**
 * Starts a whole gateway in this process; port 0 takes a free one. It also starts without its sources, and
 * is ready once one of them is available. Rejects if a port is taken, and if `stopping` is aborted before
 * it listens.
 */
export async function startGateway(
  config: Config,
  logger: Logger = createLogger('gateway', config.service.logLevel),
  stopping?: AbortSignal,
): Promise<Gateway> {
  stopping?.throwIfAborted()
  await using starting = new AsyncDisposableStack()
  const context = await createContext(config, logger)
  starting.defer(() => context.registry.close())
  starting.defer(() => context.upstreams.close())
  starting.defer(() => context.redis.disconnect())
  starting.defer(() => context.usage.close())
  starting.defer(() => context.limits.close())
  // The connection is retried for ever.
  context.redis.connect().catch(() => {})
  await context.registry.start()

  const { host, port, drainMs } = config.service
  const metrics = await startMetrics(context)
  starting.defer(async () => metrics?.close(0))
  const listener = createListener(context, createApp(context))
  stopping?.throwIfAborted()
  const server = await serve({ listener, host, port, ...config.limits })
  // The listener answers Expect: 100-continue as well; request-body.ts sends the 100.
  server.server.on('checkContinue', listener)
  const lane = config.service.lane ? putLaneBefore(server.server, context) : undefined
  starting.defer(
    async () => void (await Promise.all([server.close(drainMs), lane?.close(drainMs)])),
  )
  starting.defer(() => {
    context.stopping = true
  })

  const running = starting.move()
  return { url: server.url, metricsUrl: metrics?.url, close: () => running.disposeAsync() }
}

async function startMetrics({ config, metrics }: GatewayContext) {
  const { host, metricsPort } = config.service
  if (cluster.isWorker) return offerMetrics(metrics.register)
  return serveMetrics(metrics.register, host, metricsPort)
}
