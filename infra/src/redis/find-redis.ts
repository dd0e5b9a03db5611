import { run } from '@mt/local-servers/processes/run'
import { inheritedEnv } from '../config.ts'
import { buildRedis } from './build-redis.ts'
import { fetchDebianRedis } from './fetch-debian-redis.ts'
import type { RedisBinary, RedisSource } from './redis-binary.ts'

/** In this order: an installed one, one from Debian or Ubuntu, one built here. */
const sources: RedisSource[] = [onPath, fetchDebianRedis, buildRedis]

/**
 * A Redis or Valkey server that runs on this machine; a downloaded or built one is kept in `cache`. Throws
 * one line that names the ways to get a server if there is none.
 */
export async function findRedis(
  cache: string,
  path = inheritedEnv().PATH ?? '',
  ways = sources,
): Promise<RedisBinary> {
  for (const way of ways) {
    const found = await way(cache, path)
    if (found && (await runs(found))) return found
  }
  throw new Error(
    'no Redis server: set REDIS_URL, or install redis-server or valkey-server, or let apt-get reach its mirror (Debian, Ubuntu), or install make and a C compiler so that one can be built',
  )
}

/** An installed server: Redis before Valkey, folders in the order of the path. */
export async function onPath(_cache: string, path: string): Promise<RedisBinary | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of path.split(':')) {
      const binary = { file: `${folder}/${name}`, env: { PATH: path } }
      if (folder && (await runs(binary))) return binary
    }
  }
  return undefined
}

/** Whether the file is a server that starts on this machine, with its libraries. */
async function runs({ file, env }: RedisBinary): Promise<boolean> {
  const version = await run(file, ['--version'], { env }).catch(() => '')
  return /^(Redis|Valkey) server/i.test(version)
}
