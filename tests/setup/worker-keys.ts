import { testServers } from '@mt/shared/testing/servers'
import { Redis } from 'ioredis'

const namedKeys = 5

/** One connection for all files of this worker. */
let redis: Redis | undefined

/** Empties this worker's Redis database, in which an earlier file or run may have left something. */
export async function removeAllKeys(): Promise<void> {
  redis ??= await connect()
  await redis.flushdb()
}

/** The first keys in this worker's Redis database, and how many more there are. */
export async function keysLeft(): Promise<string[]> {
  redis ??= await connect()
  if ((await redis.dbsize()) === 0) return []
  const keys = (await redis.keys('*')).sort()
  const more = keys.length - namedKeys
  return more > 0 ? [...keys.slice(0, namedKeys), `and ${more} more`] : keys
}

async function connect(): Promise<Redis> {
  const opened = new Redis(testServers().redisUrl, { lazyConnect: true })
  await opened.connect()
  // A connection that keeps no process alive is not counted among those that a file leaves open.
  opened.stream.unref()
  return opened
}
