import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { createBackOff } from '@mt/shared/back-off'
import { ConfigError } from '@mt/shared/config'
import { serveMetricsOf } from '@mt/shared/http/metrics-server'
import type { Logger } from '@mt/shared/logger'
import { AggregatorRegistry } from 'prom-client'
import type { Config } from '../config.ts'
import type { Gateway } from '../start.ts'

const delays = { retryDelayMs: 100, maxRetryDelayMs: 5_000 }

/**
 * Starts as many gateways as are configured, each a process of its own, behind one port. Each is whole by
 * itself, as on machines of their own; the metrics are the sum of them all. One that dies is replaced, with
 * back-off; when this process dies, all of them do. Rejects with a ConfigError when one of
 * them cannot start at first.
 */
export async function startProcesses(config: Config, logger: Logger): Promise<Gateway> {
  const { host, processes, metricsPort } = config.service
  const backOff = createBackOff(delays)
  let stopping = false

  function replace({ process: { pid } }: Worker): void {
    if (stopping) return
    const delayMs = backOff.failed('gateway')
    logger.error({ pid, delayMs }, 'a gateway died')
    setTimeout(() => stopping || cluster.fork(), delayMs)
  }

  const workers = Array.from({ length: processes }, () => cluster.fork())
  const close = async () => {
    stopping = true
    await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => worker && end(worker)))
  }
  try {
    const addresses = await Promise.all(workers.map(listening))
    cluster.on('exit', replace)
    // Of those that died while others were still starting nobody was told.
    for (const worker of workers) if (worker.isDead()) replace(worker)
    const metrics = await serveMetricsOf(allMetrics(), host, metricsPort)
    const { port } = addresses[0] ?? config.service
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      metricsUrl: metrics.url,
      close: async () => void (await Promise.all([close(), metrics.close(0)])),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Where the process listens. Rejects when it ends before. */
async function listening(worker: Worker): Promise<{ port: number }> {
  const ended = new AbortController()
  worker.once('exit', () => ended.abort(new ConfigError('cannot start: a gateway ended at once')))
  const [address] = await once(worker, 'listening', { signal: ended.signal }).catch(() => {
    throw ended.signal.reason
  })
  return address
}

/** It takes no more connections, and ends when its requests have. */
async function end(worker: Worker): Promise<void> {
  const exited = once(worker, 'exit')
  worker.process.kill('SIGTERM')
  await exited
}

function allMetrics() {
  const registry = new AggregatorRegistry()
  return { contentType: registry.contentType, metrics: () => registry.clusterMetrics() }
}
