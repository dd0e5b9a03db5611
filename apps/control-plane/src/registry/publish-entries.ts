import { changesChannel, filledKey, hostKey } from '@mt/shared/registry/protocol'
import type { Redis } from 'ioredis'

export interface SignedEntry {
  host: string
  version: number
  /** The signed entry; empty to remove the host from Redis. */
  token: string
}

export interface Publication {
  registryId: string
  /** The watermark that the caller has read. */
  from: number
  /** In the order of their versions, without gaps between `from` and the last. */
  entries: SignedEntry[]
  /** Whether these are the last ones. */
  complete: boolean
}

/**
 * The key of the watermark: the version up to which everything in the registry is published to this Redis.
 * It is stored in Redis itself, so it is lost or goes back in time exactly when the entries do.
 */
function watermarkKey(registryId: string): string {
  return `registry:published:${registryId}`
}

/**
 * All or nothing. An entry only replaces an older one, so that publishers may overtake one another. The
 * watermark moves only from the value that the caller has read: if Redis has lost its data in between,
 * moving it would hide the loss. It also keeps an older entry from following one that was removed.
 */
const script = `
if (redis.call('get', KEYS[1]) or '0') ~= ARGV[1] then return 0 end
for i = 3, #KEYS do
  local at = 5 + (i - 3) * 3
  local known = tonumber(redis.call('hget', KEYS[i], 'version') or '0')
  if tonumber(ARGV[at]) > known then
    if ARGV[at + 1] == '' then redis.call('del', KEYS[i])
    else redis.call('hset', KEYS[i], 'version', ARGV[at], 'entry', ARGV[at + 1]) end
    redis.call('publish', ARGV[4], ARGV[at + 2])
  end
end
redis.call('set', KEYS[1], ARGV[2])
if ARGV[3] == '1' then redis.call('set', KEYS[2], ARGV[2]) end
return 1`

/** Reads the version up to which everything is published to this Redis; 0 if it is empty. */
export async function readWatermark(redis: Redis, registryId: string): Promise<number> {
  return Number((await redis.get(watermarkKey(registryId))) ?? 0)
}

/** Sets and announces entries. False if another publisher or an outage has moved the watermark. */
export async function publishEntries(redis: Redis, publication: Publication): Promise<boolean> {
  const { registryId, from, entries, complete } = publication
  const keys = [watermarkKey(registryId), filledKey, ...entries.map(({ host }) => hostKey(host))]
  const last = entries.at(-1)?.version ?? from
  const head = [String(from), String(last), complete ? '1' : '0', changesChannel]
  const triples = entries.flatMap(({ host, version, token }) => [
    String(version),
    token,
    JSON.stringify({ host, version }),
  ])
  return (await redis.eval(script, keys.length, ...keys, ...head, ...triples)) === 1
}
