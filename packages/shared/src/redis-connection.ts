import { Redis } from 'ioredis'
import { spreadDelayAfter } from './back-off.ts'
import type { Logger } from './logger.ts'

/** Requests wait for Redis, so if it takes longer than this it counts as unavailable. */
const defaultTimeoutMs = 200
const connectTimeoutMs = 1_000
const reconnecting = { retryDelayMs: 50, maxRetryDelayMs: 1_000 }

export interface RedisConnectionOptions {
  url: string
  /** What the connection is for. It is logged. */
  role: string
  logger: Logger
  /** How long a command may take, 200 ms by default. */
  commandTimeoutMs?: number | undefined
}

/**
 * Creates a connection that is opened by `connect()`, reconnects within about a second of Redis' return,
 * and never makes a caller wait while Redis is unavailable: commands then fail at once. An outage is logged
 * once when it begins and once when it ends.
 */
export function createRedisConnection(options: RedisConnectionOptions): Redis {
  const { url, role, logger, commandTimeoutMs = defaultTimeoutMs } = options
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    // The check runs INFO, which a reader limited to its keys may not; while Redis is loading, commands
    // fail.
    enableReadyCheck: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    retryStrategy: (attempt) => spreadDelayAfter(attempt, reconnecting),
  })
  logOutages(redis, logger.child({ redis: role }))
  return redis
}

function logOutages(redis: Redis, logger: Logger): void {
  let lastError: Error | undefined
  let away = false
  redis.on('error', (error: Error) => {
    lastError = error
  })
  redis.on('close', () => {
    if (!away) logger.warn({ reason: lastError?.message ?? 'closed' }, 'Redis is away')
    away = true
  })
  redis.on('ready', () => {
    if (away) logger.info('Redis is back')
    away = false
  })
}
