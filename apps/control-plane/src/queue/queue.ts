import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@mt/shared/logger'
import { Logger as QueueLogger, run as runQueue } from 'graphile-worker'
import type pg from 'pg'

export interface QueueOptions {
  pool: pg.Pool
  logger: Logger
  pollMs: number
  /** When the tasks are due that come by the clock. */
  crontab: string
  /** What is done of each task; one that throws is called again later. */
  tasks: Record<string, (payload: unknown) => Promise<void>>
}

export interface Queue {
  close(): Promise<void>
}

const restartAfterMs = 500

/**
 * Does the queue's tasks when they are due. Its worker gives up when the database has been away; it is
 * started again until `close`.
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
      options.logger.warn({ err: error }, 'the queue stopped; it is started again')
    }
    await sleep(restartAfterMs, undefined, { signal }).catch(() => {})
  }
}

/**
 * What has become of a job is noted in batches, each without delay: where that fails the worker stops, and is
 * started again. Noted one by one, it would fail where nobody listens, and end the process.
 */
const notesInBatches = { completeJobBatchDelay: 0, failJobBatchDelay: 0 }

async function runUntilStopped(options: QueueOptions, signal: AbortSignal): Promise<void> {
  const runner = await runQueue({
    pgPool: options.pool,
    logger: queueLogger(options.logger),
    noHandleSignals: true,
    concurrency: 2,
    pollInterval: options.pollMs,
    taskList: options.tasks,
    crontab: options.crontab,
    preset: { worker: notesInBatches },
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

/** The queue tells of each job; that is of interest to who looks for a fault only. */
function queueLogger(logger: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    const ours = level === 'error' || level === 'warning' ? 'warn' : 'debug'
    logger[ours]({ part: 'queue' }, message)
  })
}
