import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the control plane measures. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'How long requests took',
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
      help: 'The version up to which Redis has been told everything',
      registers,
    }),
    publishFailures: new Counter({
      name: 'registry_publish_failures_total',
      help: 'Publications that failed and were left for later',
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
