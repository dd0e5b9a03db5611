import { collectDefaultMetrics, type Registry } from 'prom-client'
import { type RunningServer, serve } from './server.ts'

/** A source of metrics: a registry, or one that collects from others. */
export interface MetricsSource {
  contentType: string
  metrics(): Promise<string>
}

/**
 * Serves the metrics of `registry` and of the process, as serveMetricsOf does. The process is measured from
 * the first scrape on: the delay of the event loop is sampled a hundred times a second, which is most of
 * what an idle service would cost.
 */
export function serveMetrics(
  registry: Registry,
  host: string,
  port: number,
): Promise<RunningServer> {
  let isMeasured = false
  const source: MetricsSource = {
    contentType: registry.contentType,
    metrics() {
      if (!isMeasured) collectDefaultMetrics({ register: registry })
      isMeasured = true
      return registry.metrics()
    },
  }
  return serveMetricsOf(source, host, port)
}

/** Serves `/metrics` on its own port, which is never public. */
export function serveMetricsOf(
  source: MetricsSource,
  host: string,
  port: number,
): Promise<RunningServer> {
  return serve({
    host,
    port,
    listener: async (request, response) => {
      if (request.url !== '/metrics') return void response.writeHead(404).end()
      try {
        const text = await source.metrics()
        response.writeHead(200, { 'content-type': source.contentType }).end(text)
      } catch {
        response.writeHead(503, { 'retry-after': '5' }).end()
      }
    },
  })
}
