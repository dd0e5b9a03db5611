import type { Redis } from 'ioredis'
import type { WithOrm } from '../../database/open-orm.ts'
import { readWatermark } from '../../registry/publish-entries.ts'
import { readRegistryId } from '../../registry/read-registry-id.ts'
import type { Health } from './health-answer.ts'

/** Counts the changes that are not yet published to Redis, with the age of the oldest. */
export async function readOutbox({
  orm,
  redis,
}: WithOrm & { redis: Redis }): Promise<Health['outbox']> {
  const registryId = await readRegistryId(orm)
  const watermark = await readWatermark(redis, registryId).catch(() => undefined)
  if (watermark === undefined) return { waiting: null, oldestSeconds: null }
  const [row] = await orm.em.fork().execute<Health['outbox'][]>(
    `select count(*)::int as waiting,
      extract(epoch from now() - min(created_at))::float as "oldestSeconds"
    from control_plane.registry_changes where version > ?`,
    [watermark],
  )
  return row ?? { waiting: 0, oldestSeconds: null }
}
