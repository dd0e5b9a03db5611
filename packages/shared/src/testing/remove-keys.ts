import { Redis } from 'ioredis'

/** The keys that each kind of service writes, as patterns of Redis. */
const patternsOf = {
  'control-plane': ['registry:*', 'usage:*', 'console:*'],
  gateway: ['limits:*', 'usage:*'],
  polls: ['polls:*'],
} as const

/**
 * Removes what services that have ended wrote to this worker's Redis. Whoever wrote other keys has to remove them,
 * or its file fails (tests/setup/no-leaks.ts).
 */
export async function removeKeys(
  redisUrl: string,
  ...services: (keyof typeof patternsOf)[]
): Promise<void> {
  const redis = new Redis(redisUrl, { retryStrategy: () => null })
  try {
    const patterns = services.flatMap((service) => patternsOf[service])
    const keys = (await Promise.all(patterns.map((pattern) => redis.keys(pattern)))).flat()
    if (keys.length > 0) await redis.unlink(keys)
  } finally {
    redis.disconnect()
  }
}
