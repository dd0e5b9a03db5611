import { hostKey } from '@mt/shared/registry/protocol'
import type { Redis } from 'ioredis'

const keysAtOnce = 500

export interface PublishedHost {
  host: string
  version: number
  /** Signed. */
  entry: string
}

/** Reads every host that has an entry in Redis. */
export async function readPublished(redis: Redis): Promise<PublishedHost[]> {
  const hosts = new Map<string, PublishedHost>()
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', hostKey('*'), 'COUNT', keysAtOnce)
    const found = await Promise.all(keys.map((key) => readHost(redis, key)))
    for (const each of found) hosts.set(each.host, each)
    cursor = next
  } while (cursor !== '0')
  return [...hosts.values()]
}

/** A key that is not a hash is returned as a host with an empty entry. */
async function readHost(redis: Redis, key: string): Promise<PublishedHost> {
  const [version, entry] = await redis.hmget(key, 'version', 'entry').catch(() => [null, null])
  return { host: key.slice(hostKey('').length), version: Number(version ?? 0), entry: entry ?? '' }
}
