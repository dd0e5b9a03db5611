import { changesChannel, filledKey, hostKey } from '@mt/shared/registry/protocol'
import type { Redis } from 'ioredis'

export interface SignedEntry {
  host: string
  version: number
  /** The signed entry; empty where Redis is to forget the host. */
  token: string
}

export interface Publication {
  registryId: string
  /** Where the caller found the watermark. */
  from: number
  /** In the order of their versions; nothing that is newer than `from` and older than the last is left out. */
  entries: SignedEntry[]
  /** Whether nothing comes after these. */
  complete: boolean
}

/**
 * Up to which version a Redis has been told of everything that a registry holds. It lies in Redis
 * itself, so it is lost and goes back in time exactly when the entries do.
 */
function watermarkKey(registryId: string): string {
  return `registry:published:${registryId}`
}

/**
 * All or nothing. An entry is set only over an older one, so that publishers may overtake one another.
 * The watermark moves only from where the caller saw it: had Redis lost its memory in between, moving
 * it would hide what was lost. It also keeps an older entry from following one that was forgotten.
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

/** Up to which version this Redis has everything; 0 when it came up empty. */
export async function readWatermark(redis: Redis, registryId: string): Promise<number> {
  return Number((await redis.get(watermarkKey(registryId))) ?? 0)
}

/** Sets and announces entries. False when another publisher, or an outage, has moved the watermark. */
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
