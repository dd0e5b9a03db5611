import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** The control plane's metrics. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of requests',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    operationsEnded: new Counter({
      name: 'operations_ended_total',
      help: 'Operations that have ended',
      labelNames: ['kind', 'state'],
      registers,
    }),
    publishedVersion: new Gauge({
      name: 'registry_published_version',
      help: 'Registry version up to which everything is published to Redis',
      registers,
    }),
    publishFailures: new Counter({
      name: 'registry_publish_failures_total',
      help: 'Publications that failed and will be retried',
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
