import { Counter, Histogram, Registry } from 'prom-client'

export type GatewayMetrics = ReturnType<typeof createMetrics>

/** The gateway's metrics. No label names a tenant or a host, because their number is not bounded. */
export function createMetrics() {
  const register = new Registry()
  const requests = new Counter({
    name: 'gateway_requests_total',
    help: 'Requests by class of status; "aborted" if the client did not get a complete answer',
    labelNames: ['status'],
    registers: [register],
  })
  const upstreamSeconds = new Histogram({
    name: 'gateway_upstream_seconds',
    help: 'Time until the upstream began to answer',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
    registers: [register],
  })
  const upstreamFailures = new Counter({
    name: 'gateway_upstream_failures_total',
    help: 'Requests that an upstream did not answer completely, by problem code',
    labelNames: ['code'],
    registers: [register],
  })
  const stalePlacements = new Counter({
    name: 'gateway_stale_placements_total',
    help: 'Answers in which an upstream reported that the tenant is no longer there',
    registers: [register],
  })
  const exchangesEnded = new Counter({
    name: 'gateway_exchanges_ended_total',
    help: 'Open requests and streams ended because their tenant changed',
    registers: [register],
  })
  const limited = new Counter({
    name: 'gateway_limited_total',
    help: "Requests refused because of their tenant's limits or shares, by problem code",
    labelNames: ['code'],
    registers: [register],
  })
  return {
    register,
    requests,
    upstreamSeconds,
    upstreamFailures,
    stalePlacements,
    exchangesEnded,
    limited,
  }
}
