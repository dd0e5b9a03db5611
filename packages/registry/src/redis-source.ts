import type { VerifyingKeys } from '@mt/shared/keys'
import type { Logger } from '@mt/shared/logger'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { hostKey } from '@mt/shared/registry/protocol'
import { ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'
import type { Redis } from 'ioredis'
import type { RegistryMetrics } from './metrics.ts'
import { createVerifyOnce } from './verify-once.ts'

export interface RedisSourceParts {
  redis: Redis
  verifyingKeys: VerifyingKeys
  metrics: RegistryMetrics
  logger: Logger
}

/** A Redis that hangs is left alone for this long after so many commands that it did not answer. */
const halfOpenAfterMs = 1_000
const failuresUntilOpen = 3

/**
 * Finds entries that the control plane published in Redis. A missing key says nothing about the host,
 * an entry that is forged, malformed or another host's is counted, logged and ignored, and a Redis
 * that is away or hangs is passed over: each of these is undefined, and nothing rejects.
 */
export function createRedisSource({ redis, verifyingKeys, metrics, logger }: RedisSourceParts) {
  const breaker = circuitBreaker(handleWhen(isSilence), {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(failuresUntilOpen),
  })
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

/** Redis answered, with an error (a key of another type, say). */
function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}

function isSilence(error: unknown): boolean {
  return !isReply(error)
}
