import type { Logger } from '@mt/shared/logger'
import { Redis } from 'ioredis'

const maxRetryDelayMs = 1_000

/**
 * A connection to Redis that comes back by itself. While Redis is away its commands fail at once, and
 * the log says so once, not at each attempt.
 */
export function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    commandTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 50, maxRetryDelayMs),
  })
  let away = false
  redis.on('error', (error) => {
    if (!away) logger.warn({ reason: error.message }, 'Redis is away; publications wait')
    away = true
  })
  redis.on('ready', () => {
    if (away) logger.info('Redis is back')
    away = false
  })
  return redis
}
