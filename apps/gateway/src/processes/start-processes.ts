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
/** How long a gateway that gets a signal during its start may take to notice it. */
const noticeMs = 15_000

/**
 * Starts the configured number of gateways, each in its own process, behind one port. Each is complete, as
 * if on its own machine; the metrics are their sum. One that dies is replaced, with back-off; if this
 * process dies, all of them do. Rejects with a ConfigError if one of them cannot start at first. If
 * `stopping` is aborted before all have started, they are closed as by `close`, those that already serve
 * after their requests have ended, and it rejects once the last has ended.
 */
export async function startProcesses(
  config: Config,
  logger: Logger,
  stopping: AbortSignal,
): Promise<Gateway> {
  stopping.throwIfAborted()
  const { host, processes, metricsPort, drainMs } = config.service
  const backOff = createBackOff(delays)
  let closing: Promise<void> | undefined

  function replace({ process: { pid } }: Worker): void {
    if (closing) return
    const delayMs = backOff.failed('gateway')
    logger.error({ pid, delayMs }, 'a gateway died')
    setTimeout(() => closing || cluster.fork(), delayMs)
  }

  function close(): Promise<void> {
    closing ??= endAll(drainMs + noticeMs)
    return closing
  }

  stopping.addEventListener('abort', () => void close())
  const workers = Array.from({ length: processes }, () => cluster.fork())
  try {
    const addresses = await Promise.all(workers.map(listening))
    cluster.on('exit', replace)
    // Workers that died while others were still starting triggered no event.
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

/** The port on which the process listens. Rejects if it ends before. */
async function listening(worker: Worker): Promise<{ port: number }> {
  const ended = new AbortController()
  worker.once('exit', () => ended.abort(new ConfigError('cannot start: a gateway ended at once')))
  const [address] = await once(worker, 'listening', { signal: ended.signal }).catch(() => {
    throw ended.signal.reason
  })
  return address
}

/** Resolves when all gateways have ended, including those that were still starting. */
async function endAll(graceMs: number): Promise<void> {
  const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
  await Promise.all(all.map((worker) => end(worker, graceMs)))
}

/** Lets a gateway end its requests without accepting connections; after `graceMs` it is killed. */
async function end(worker: Worker, graceMs: number): Promise<void> {
  if (worker.isDead()) return
  const exited = once(worker, 'exit')
  worker.process.kill('SIGTERM')
  const cut = setTimeout(() => worker.process.kill('SIGKILL'), graceMs)
  await exited
  clearTimeout(cut)
}

function allMetrics() {
  const registry = new AggregatorRegistry()
  return { contentType: registry.contentType, metrics: () => registry.clusterMetrics() }
}
