import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@mt/shared/logger'
import { Logger as QueueLogger, run as runQueue } from 'graphile-worker'
import type pg from 'pg'

export interface QueueOptions {
  pool: pg.Pool
  logger: Logger
  pollMs: number
  /** The schedule of tasks that run at fixed times. */
  crontab: string
  /** The handler of each task; if it throws, it is called again later. */
  tasks: Record<string, (payload: unknown) => Promise<void>>
}

export interface Queue {
  close(): Promise<void>
}

const restartAfterMs = 500

/**
 * Runs the queue's tasks when they are due. Its worker stops when it loses the database, and is restarted
 * until `close`.
 */
export function startQueue(options: QueueOptions): Queue {
  const stopping = new AbortController()
  const ended = keepRunning(options, stopping.signal)
  return {
    async close() {
      stopping.abort()
      await ended
    },
  }
}

async function keepRunning(options: QueueOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await runUntilStopped(options, signal)
    } catch (error) {
      options.logger.warn({ err: error }, 'the queue stopped and is restarted')
    }
    await sleep(restartAfterMs, undefined, { signal }).catch(() => {})
  }
}

/**
 * Results of jobs are written in batches, each without delay: if that fails, the worker stops and is
 * restarted. Written one by one, a failure would be an unhandled rejection and end the process.
 */
const batchedResults = { completeJobBatchDelay: 0, failJobBatchDelay: 0 }

async function runUntilStopped(options: QueueOptions, signal: AbortSignal): Promise<void> {
  const runner = await runQueue({
    pgPool: options.pool,
    logger: queueLogger(options.logger),
    noHandleSignals: true,
    concurrency: 2,
    pollInterval: options.pollMs,
    taskList: options.tasks,
    crontab: options.crontab,
    preset: { worker: batchedResults },
  })
  const stop = () => void runner.stop().catch(() => {})
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await runner.promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** The queue logs each job, which is of interest only for debugging. */
function queueLogger(logger: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    const ours = level === 'error' || level === 'warning' ? 'warn' : 'debug'
    logger[ours]({ part: 'queue' }, message)
  })
}
