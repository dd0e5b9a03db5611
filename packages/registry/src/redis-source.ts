import type { VerifyingKeys } from '@mt/shared/keys'
import type { Logger } from '@mt/shared/logger'
import { createRedisBreaker, isReply } from '@mt/shared/redis-breaker'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { hostKey } from '@mt/shared/registry/protocol'
import type { Redis } from 'ioredis'
import type { RegistryMetrics } from './metrics.ts'
import { createVerifyOnce } from './verify-once.ts'

export interface RedisSourceParts {
  redis: Redis
  verifyingKeys: VerifyingKeys
  metrics: RegistryMetrics
  logger: Logger
}

/**
 * Finds entries that the control plane published in Redis. A missing key is no statement about the host. An
 * entry that is forged, malformed or of another host is counted, logged and ignored. A Redis that is
 * unavailable or hangs is skipped. In each of these cases the result is undefined, and nothing rejects.
 */
export function createRedisSource({ redis, verifyingKeys, metrics, logger }: RedisSourceParts) {
  const breaker = createRedisBreaker()
  const verifyOnce = createVerifyOnce(verifyingKeys)
  const refused = metrics.refused.labels('redis')

  const refuse = (host: string, error: unknown) => {
    refused.inc()
    const reason = error instanceof Error ? error.message : String(error)
    logger.warn({ host, reason }, 'refused an entry from Redis')
  }

  async function readToken(host: string): Promise<string | null> {
    try {
      return await breaker.execute(() => redis.hget(hostKey(host), 'entry'))
    } catch (error) {
      if (isReply(error)) refuse(host, error)
      return null
    }
  }

  return async function findPublished(host: string): Promise<RegistryEntry | undefined> {
    if (redis.status !== 'ready') return undefined
    const token = await readToken(host)
    if (token === null) return undefined
    try {
      return await verifyOnce(host, token)
    } catch (error) {
      refuse(host, error)
      return undefined
    }
  }
}
