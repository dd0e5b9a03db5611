import { Counter, Registry } from 'prom-client'
import { afterEach, describe, expect, it } from 'vitest'
import { serveMetrics } from './metrics-server.ts'
import type { RunningServer } from './server.ts'

let running: RunningServer | undefined
afterEach(async () => {
  await running?.close()
})

async function serve() {
  const registry = new Registry()
  new Counter({ name: 'votes_total', help: 'Votes', registers: [registry] }).inc()
  running = await serveMetrics(registry, '127.0.0.1', 0)
  return { registry, url: running.url }
}

describe('serveMetrics', () => {
  it('measures the process from the first scrape on', async () => {
    const { registry, url } = await serve()
    expect(registry.getMetricsAsArray()).toHaveLength(1)
    for (let asked = 0; asked < 2; asked++) {
      const text = await (await fetch(`${url}/metrics`)).text()
      expect(text).toContain('votes_total 1')
      expect(text).toContain('nodejs_eventloop_lag_seconds')
    }
  })
})
