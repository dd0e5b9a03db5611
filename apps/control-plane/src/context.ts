import { type Attempts, createAttempts } from '@mt/credentials/attempts'
import { createPasswords, type Passwords } from '@mt/credentials/passwords/passwords'
import { importSigningKey, type SigningKey } from '@mt/shared/keys'
import type { Logger } from '@mt/shared/logger'
import { createRedisConnection } from '@mt/shared/redis-connection'
import type { Redis } from 'ioredis'
import type pg from 'pg'
import { createKeyUses, type KeyUses } from './api-keys/key-uses.ts'
import type { Config } from './config.ts'
import { createDataPlane, type DataPlane } from './data-plane/data-plane.ts'
import { type Orm, openOrm } from './database/open-orm.ts'
import { openQueuePool } from './database/open-queue-pool.ts'
import { createFindRecord, type FindRecord } from './domains/find-record.ts'
import { entities } from './entities.ts'
import { createFleetRunner } from './fleet/fleet-runner.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openRuntime } from './open-runtime.ts'
import { findInRedis } from './operations/find-in-redis.ts'
import { createOperationRunner } from './operations/operation-runner.ts'
import type { ObserveStep } from './operations/run-operation.ts'
import type { Runner } from './operations/runner.ts'
import { createFollowers, type Followers } from './registry/followers.ts'
import { type Publisher, startPublisher } from './registry/publisher.ts'
import { readRegistryId } from './registry/read-registry-id.ts'
import type { Runtime } from './runtimes/runtime.ts'
import { type Supervisor, startSupervisor } from './supervision/supervisor.ts'
import { type Collector, startCollector } from './usage/start-collector.ts'
import { signInLimit } from './verbs/sessions/begin-session.ts'

/** All parts of the control plane, built once and passed down. */
export interface Context {
  config: Config
  logger: Logger
  metrics: Metrics
  orm: Orm
  queuePool: pg.Pool
  redis: Redis
  registryKey: SigningKey
  dataPlane: DataPlane
  signInAttempts: Attempts
  keyUses: KeyUses
  /** Hashes passwords; there is one in the process. */
  passwords: Passwords
  followers: Followers
  /** Runs dedicated tenants, and keeps them running. */
  runtime: Runtime
  supervisor: Supervisor
  publisher: Publisher
  runner: Runner
  collector: Collector
  /** Searches DNS for the records that prove custom domains. */
  findRecord: FindRecord
  fleet: Runner
  /** Aborted when the service stops, to end what would otherwise never end. */
  stopping: AbortSignal
  stop(): void
}

/** Parts that are passed in instead of built from the configuration. */
export interface ContextParts extends Pick<Context, 'orm' | 'queuePool'> {
  observeStep?: ObserveStep | undefined
}

/** Builds the context over a database that exists and is up to date. */
export async function createContext(
  config: Config,
  logger: Logger,
  { orm, queuePool, observeStep = async () => {} }: ContextParts,
): Promise<Context> {
  const metrics = createMetrics()
  const redis = createRedisConnection({ url: config.redis.url, role: 'publisher', logger })
  // Redis may be unavailable; the connection keeps retrying.
  redis.connect().catch(() => {})
  const registryKey = await importSigningKey(config.registry.signingKey)
  const signingKey = await importSigningKey(config.dataPlane.signingKey)
  const dataPlane = createDataPlane({ ...config.dataPlane, signingKey })
  const registryId = await readRegistryId(orm)
  const publishing = { orm, redis, registryId, signingKey: registryKey, config: config.registry }
  const publisher = startPublisher({ ...publishing, metrics, logger })
  const { collectEveryMs: everyMs } = config.usage
  const collector = startCollector({ orm, redis, logger, everyMs })
  const runtime = await openRuntime(config.runtime, logger)
  const supervisor = startSupervisor({
    ...{ orm, runtime, logger, config: config.supervision },
    committed: publisher.wake,
  })
  const findRecord = createFindRecord(config.domains)
  const outside = {
    proof: config.domains.proof,
    findRecord,
    dataPlane,
    runtime,
    published: publisher.published,
    findInRedis: findInRedis(redis, collector.collect),
  }
  const runner = createOperationRunner({
    ...{ orm, outside, observeStep, logger, metrics, config: config.operations },
    committed: publisher.wake,
  })
  const fleet = createFleetRunner({ orm, dataPlane, logger, config: config.operations })
  const stopping = new AbortController()
  const peers = { redis, registryKey, dataPlane }
  const signInAttempts = createAttempts(redis, signInLimit)
  const kept = {
    orm,
    queuePool,
    ...peers,
    signInAttempts,
    keyUses: createKeyUses(orm, logger),
    passwords: createPasswords(),
    followers: createFollowers(),
    runtime,
    supervisor,
    publisher,
    runner,
    collector,
    findRecord,
    fleet,
  }
  const ending = { stopping: stopping.signal, stop: () => stopping.abort() }
  return { config, logger, metrics, ...kept, ...ending }
}

/** Opens the two pools of the database: the ORM's and the queue's. */
export async function openDatabase(config: Config['database'], logger: Logger) {
  return { orm: await openOrm(config, logger, entities), queuePool: openQueuePool(config, logger) }
}

/** Closes everything, each part before the parts that it uses. */
export async function closeContext(context: Context): Promise<void> {
  await context.runner.close()
  await context.fleet.close()
  await context.supervisor.close()
  await context.runtime.close()
  await context.collector.close()
  await context.publisher.close()
  context.redis.disconnect()
  await context.passwords.close()
  await context.dataPlane.close()
  await context.keyUses.close()
  await context.queuePool.end()
  await context.orm.close()
}
