import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@mt/shared/logger'
import { type Collection, collectUsage } from './collect-usage.ts'

export interface CollectorOptions extends Collection {
  everyMs: number
  logger: Logger
}

export interface Collector {
  /** Collects what there is now. Throws while Redis or the database is away. */
  collect(): Promise<void>
  close(): Promise<void>
}

/** Collects usage every so often. What is away is passed over: the counts wait in Redis. */
export function startCollector(options: CollectorOptions): Collector {
  const stopping = new AbortController()
  const ended = run(options, stopping.signal)
  return {
    collect: () => collectUsage(options),
    async close() {
      stopping.abort()
      await ended
    },
  }
}

async function run(options: CollectorOptions, signal: AbortSignal): Promise<void> {
  const { redis, everyMs, logger } = options
  const pause = { signal, ref: false }
  while (!signal.aborted) {
    await sleep(everyMs, undefined, pause).catch(() => {})
    if (signal.aborted || redis.status !== 'ready') continue
    await collectUsage(options).catch((err: unknown) => {
      logger.warn({ err }, 'usage is not collected; it waits in Redis')
    })
  }
}
