import { collectDefaultMetrics, type Registry } from 'prom-client'
import { type RunningServer, serve } from './server.ts'

/** Serves `/metrics` on a port of its own, which is never public. */
export function serveMetrics(
  registry: Registry,
  host: string,
  port: number,
): Promise<RunningServer> {
  collectDefaultMetrics({ register: registry })
  return serve({
    host,
    port,
    listener: async (request, response) => {
      if (request.url !== '/metrics') return void response.writeHead(404).end()
      response
        .writeHead(200, { 'content-type': registry.contentType })
        .end(await registry.metrics())
    },
  })
}
