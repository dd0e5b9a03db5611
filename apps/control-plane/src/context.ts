import { importSigningKey, type SigningKey } from '@mt/shared/keys'
import type { Logger } from '@mt/shared/logger'
import { createRedisConnection } from '@mt/shared/redis-connection'
import type { Redis } from 'ioredis'
import type pg from 'pg'
import type { Config } from './config.ts'
import { createPollsClient, type PollsClient } from './data-plane/polls-client.ts'
import { type Orm, openOrm } from './database/open-orm.ts'
import { openQueuePool } from './database/open-queue-pool.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createRunner, type OperationRunner } from './operations/runner.ts'
import { type Publisher, startPublisher } from './registry/publisher.ts'
import { readRegistryId } from './registry/read-registry-id.ts'

/** All that the control plane works with, built once and passed down. */
export interface Context {
  config: Config
  logger: Logger
  metrics: Metrics
  orm: Orm
  queuePool: pg.Pool
  redis: Redis
  registryKey: SigningKey
  dataPlane: PollsClient
  publisher: Publisher
  runner: OperationRunner
}

/** Builds the context over a database that exists and is up to date. */
export async function createContext(
  config: Config,
  logger: Logger,
  { orm, queuePool }: Pick<Context, 'orm' | 'queuePool'>,
): Promise<Context> {
  const metrics = createMetrics()
  const redis = createRedisConnection(config.redis.url, 'publisher', logger)
  // Redis may be away; the connection goes on trying by itself.
  redis.connect().catch(() => {})
  const registryKey = await importSigningKey(config.registry.signingKey)
  const signingKey = await importSigningKey(config.dataPlane.signingKey)
  const dataPlane = createPollsClient({ ...config.dataPlane, signingKey })
  const registryId = await readRegistryId(orm)
  const publishing = { orm, redis, registryId, signingKey: registryKey, config: config.registry }
  const publisher = startPublisher({ ...publishing, metrics, logger })
  const runner = createRunner({
    ...{ orm, dataPlane, logger, metrics, config: config.operations },
    committed: publisher.wake,
  })
  const kept = { orm, queuePool, redis, registryKey, dataPlane, publisher, runner }
  return { config, logger, metrics, ...kept }
}

/** The two ways into the database: the ORM's and the queue's. */
export async function openDatabase(config: Config['database'], logger: Logger) {
  return { orm: await openOrm(config, logger), queuePool: openQueuePool(config, logger) }
}

/** Gives everything back, what works before what it works with. */
export async function closeContext(context: Context): Promise<void> {
  await context.runner.close()
  await context.publisher.close()
  context.redis.disconnect()
  await context.dataPlane.close()
  await context.queuePool.end()
  await context.orm.close()
}
