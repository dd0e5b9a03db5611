import { Counter, Histogram, Registry } from 'prom-client'

export type GatewayMetrics = ReturnType<typeof createMetrics>

/** What the gateway counts. No label names a tenant or a host: their number is not bounded. */
export function createMetrics() {
  const register = new Registry()
  const requests = new Counter({
    name: 'gateway_requests_total',
    help: 'Requests by class of the answer; "aborted" where the client got no whole answer',
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
    help: 'Requests that an upstream did not answer in full, by code of the problem',
    labelNames: ['code'],
    registers: [register],
  })
  const stalePlacements = new Counter({
    name: 'gateway_stale_placements_total',
    help: 'Answers by which an upstream said that the tenant is not there any more',
    registers: [register],
  })
  const exchangesEnded = new Counter({
    name: 'gateway_exchanges_ended_total',
    help: 'Open requests and streams that were ended because their tenant changed',
    registers: [register],
  })
  const limited = new Counter({
    name: 'gateway_limited_total',
    help: "Requests refused because of their tenant's limits or shares, by code of the problem",
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
