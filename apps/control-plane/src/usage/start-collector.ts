import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@mt/shared/logger'
import { type Collection, collectUsage } from './collect-usage.ts'

export interface CollectorOptions extends Collection {
  everyMs: number
  logger: Logger
}

export interface Collector {
  /** Collects now. Throws while Redis or the database is unavailable. */
  collect(): Promise<void>
  close(): Promise<void>
}

/** Collects usage at intervals. If Redis or the database is unavailable, the counts wait in Redis. */
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
      logger.warn({ err }, 'cannot collect usage; the counts wait in Redis')
    })
  }
}
