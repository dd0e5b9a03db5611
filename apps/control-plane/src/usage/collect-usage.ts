import type { EntityManager } from '@mikro-orm/postgresql'
import { isId, newId } from '@mt/shared/ids'
import {
  takenUsageKey,
  usageBatchField,
  usageDay,
  usageKeptDays,
  usageKey,
} from '@mt/shared/usage-protocol'
import type { Redis } from 'ioredis'
import type { Orm } from '../database/open-orm.ts'

export interface Collection {
  orm: Orm
  redis: Redis
}

const dayMs = 24 * 60 * 60 * 1_000

/** Removes a batch, unless another process has removed it and the key holds the next one. */
const endBatch = `
if redis.call('hget', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('del', KEYS[1]) end
return 0`

/**
 * Moves the gateways' counts from Redis to the database, as usage-protocol.ts describes: whichever process
 * dies at whichever point, nothing is lost and nothing is counted twice. Any number of processes may do it at
 * once. Throws while Redis or the database is unavailable.
 */
export async function collectUsage(collection: Collection): Promise<void> {
  const now = Date.now()
  for (let back = 0; back <= usageKeptDays; back++) {
    await collectDay(collection, usageDay(now - back * dayMs))
  }
}

async function collectDay({ orm, redis }: Collection, day: string): Promise<void> {
  const taken = takenUsageKey(day)
  const [has, hasTaken] = await Promise.all([redis.exists(usageKey(day)), redis.exists(taken)])
  if (!has && !hasTaken) return
  if (!hasTaken && !(await take(redis, day))) return
  await redis.hsetnx(taken, usageBatchField, newId())
  const { [usageBatchField]: batch, ...counts } = await redis.hgetall(taken)
  if (batch === undefined) return
  await orm.em.fork().transactional((em) => addBatch(em, { batch, day, counts }))
  await redis.eval(endBatch, 1, taken, usageBatchField, batch)
}

/** False if another process was faster, or nothing was left. */
async function take(redis: Redis, day: string): Promise<boolean> {
  try {
    return (await redis.renamenx(usageKey(day), takenUsageKey(day))) === 1
  } catch (error) {
    if (error instanceof Error && error.message.includes('no such key')) return false
    throw error
  }
}

interface Batch {
  batch: string
  day: string
  counts: Record<string, string>
}

/** Anyone who can write to Redis can write any field and value, so invalid ones are ignored. */
async function addBatch(em: EntityManager, { batch, day, counts }: Batch): Promise<void> {
  const added = await em.execute<unknown[]>(
    'insert into control_plane.usage_batches (id, day) values (?, ?) on conflict do nothing returning 1',
    [isId(batch) ? batch : newId(), day],
  )
  if (added.length === 0) return
  const valid = Object.entries(counts).filter(([id, count]) => isId(id) && /^\d{1,12}$/.test(count))
  await em.execute(
    `insert into control_plane.usage_days as known (tenant_id, day, requests)
    select tenant.id, ?, count.value::bigint
    from jsonb_each_text(?::jsonb) count join control_plane.tenants tenant on tenant.id = count.key::uuid
    on conflict (tenant_id, day) do update set requests = known.requests + excluded.requests`,
    [day, JSON.stringify(Object.fromEntries(valid))],
  )
}
