import { setTimeout as sleep } from 'node:timers/promises'
import { hostKey } from '@mt/shared/registry/protocol'
import type { Redis } from 'ioredis'
import { StepFailure } from './kinds/step-failure.ts'

const keysAtOnce = 500

/**
 * Finds the keys in Redis that mention a tenant: entries of its hosts, and all others with its id in their
 * name or a field. Usage counts are collected first. Reads every key. Throws a StepFailure while Redis is
 * unavailable.
 */
export function findInRedis(redis: Redis, collectUsage: () => Promise<void>) {
  return async function find(tenantId: string): Promise<string[]> {
    try {
      await collectUsage()
      return await findKeys(redis, tenantId)
    } catch (error) {
      throw new StepFailure('Redis cannot be searched', true, error)
    }
  }
}

async function findKeys(redis: Redis, tenantId: string): Promise<string[]> {
  const found: string[] = []
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', keysAtOnce)
    for (const key of keys) if (await mentions(redis, key, tenantId)) found.push(key)
    cursor = next
    // Other programs use this Redis too.
    await sleep(0)
  } while (cursor !== '0')
  return [...new Set(found)]
}

async function mentions(redis: Redis, key: string, tenantId: string): Promise<boolean> {
  if (key.includes(tenantId)) return true
  if (key.startsWith(hostKey(''))) {
    return tenantOf((await redis.hget(key, 'entry')) ?? '') === tenantId
  }
  return key.startsWith('usage:2') && (await redis.hexists(key, tenantId)) === 1
}

/** The tenant of an entry. The signature is not checked: a forged entry of the tenant has to be found too. */
function tenantOf(token: string): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return claims?.entry?.tenantId
  } catch {
    return undefined
  }
}
