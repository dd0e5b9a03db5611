import { newId } from '@mt/shared/ids'
import { usageFlushKey, usageKeptDays, usageKey } from '@mt/shared/usage-protocol'
import type { RedisScripts } from '../redis-scripts.ts'

/** The counts of one day; its number grows by one with each batch of a gateway. */
export interface UsageBatch {
  sequence: number
  day: string
  requests: [tenantId: string, requests: number][]
}

export interface UsageStore {
  /**
   * Adds a batch once, however often it is sent. Rejects while Redis is unavailable, or does not answer.
   */
  add(batch: UsageBatch): Promise<void>
}

const dayS = 24 * 60 * 60

const addBatch = `
if tonumber(redis.call('get', KEYS[2]) or 0) >= tonumber(ARGV[1]) then return end
for i = 3, #ARGV, 2 do
  redis.call('hincrby', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('expire', KEYS[1], ARGV[2])
redis.call('set', KEYS[2], ARGV[1], 'ex', ARGV[2])
`

/** Usage counts in Redis, in the format of usage-protocol.ts. What Redis loses is lost. */
export function createUsageStore(scripts: RedisScripts): UsageStore {
  const flushKey = usageFlushKey(newId())
  const add = scripts.define('addUsage', { lua: addBatch, keys: 2 })
  return {
    async add({ sequence, day, requests }) {
      const keptS = (usageKeptDays * dayS).toFixed()
      const fields = requests.flat().map(String)
      await add([usageKey(day), flushKey, String(sequence), keptS, ...fields])
    },
  }
}
