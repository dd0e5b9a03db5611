import { setTimeout as sleep } from 'node:timers/promises'
import type { SigningKey } from '@mt/shared/keys'
import type { Logger } from '@mt/shared/logger'
import { type RegistryEntry, signEntry } from '@mt/shared/registry/entry'
import { filledKey } from '@mt/shared/registry/protocol'
import type { Redis } from 'ioredis'
import type { Counter, Gauge } from 'prom-client'
import type { Orm } from '../database/open-orm.ts'
import { publishEntries, readWatermark } from './publish-entries.ts'

export interface PublisherConfig {
  /** How often it checks for changes without being woken. */
  pollEveryMs: number
  batchSize: number
}

export interface PublisherMetrics {
  publishedVersion: Gauge
  publishFailures: Counter
}

export interface PublisherOptions {
  orm: Orm
  redis: Redis
  registryId: string
  signingKey: SigningKey
  config: PublisherConfig
  metrics: PublisherMetrics
  logger: Logger
}

export interface Publisher {
  /** Publishes what has been committed. */
  wake(): void
  /**
   * Resolves when everything up to `version` is published to Redis and its subscribers, after at most
   * `timeoutMs`, and at once while Redis is unavailable. Resolves to whether it is published.
   */
  published(version: number, timeoutMs: number): Promise<boolean>
  close(): Promise<void>
}

/**
 * Publishes the changes in the outbox beyond the watermark of this Redis: at once when woken, and at every
 * poll, so that an outage of Redis, of the database or of another control plane delays a publication
 * but never loses it. In the same way it refills a Redis that came back empty or in an earlier state.
 */
export function startPublisher(options: PublisherOptions): Publisher {
  const { redis, config, metrics, logger } = options
  const stopping = new AbortController()
  let woken = Promise.withResolvers<void>()
  let failing = false
  const wake = () => woken.resolve()
  const watermark = createWatermark()
  redis.on('ready', wake)

  /** An outage is logged when it begins; the connection logs outages of Redis. */
  async function publishSafely(): Promise<void> {
    if (redis.status !== 'ready') return
    try {
      await publishAll(options, watermark.reach)
      failing = false
    } catch (error) {
      metrics.publishFailures.inc()
      if (!failing) logger.warn({ err: error }, 'cannot publish the registry; will retry')
      failing = true
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = Promise.withResolvers<void>()
      await publishSafely()
      await Promise.race([woken.promise, pause(config.pollEveryMs, stopping.signal)])
    }
  }

  const ended = run()
  return {
    wake,
    async published(version, timeoutMs) {
      if (redis.status !== 'ready') return false
      wake()
      const timer = new AbortController()
      const signal = AbortSignal.any([timer.signal, stopping.signal])
      const reached = watermark.at(version).then(() => true)
      const isReached = await Promise.race([reached, pause(timeoutMs, signal).then(() => false)])
      timer.abort()
      return isReached
    },
    async close() {
      redis.off('ready', wake)
      stopping.abort()
      await ended
    },
  }
}

/** The published version as far as this process knows, and the callers that wait for a later one. */
function createWatermark() {
  let reachedVersion = 0
  const waiting = new Set<{ version: number; resolve: () => void }>()
  return {
    reach(version: number): void {
      // It goes back when Redis goes back.
      reachedVersion = version
      for (const waiter of waiting) {
        if (waiter.version > version) continue
        waiting.delete(waiter)
        waiter.resolve()
      }
    },
    at(version: number): Promise<void> {
      if (reachedVersion >= version) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.add({ version, resolve })
      return promise
    },
  }
}

type Reach = (version: number) => void

/** Publishes until nothing is left. Throws if Redis or the database is unavailable. */
async function publishAll(options: Omit<PublisherOptions, 'logger'>, reach: Reach): Promise<void> {
  while (await publishBatch(options, reach)) {}
}

/** Resolves to whether there may be more. */
async function publishBatch(
  options: Omit<PublisherOptions, 'logger'>,
  reach: Reach,
): Promise<boolean> {
  const { orm, redis, registryId, signingKey, config, metrics } = options
  const [watermark, filled] = await Promise.all([
    readWatermark(redis, registryId),
    redis.exists(filledKey),
  ])
  const changes = await newestEntriesAfter(orm, watermark, config.batchSize)
  const complete = changes.length < config.batchSize
  if (changes.length === 0) reach(watermark)
  if (changes.length === 0 && filled === 1) return false
  const entries = await Promise.all(
    changes.map(async ({ entry, gone }) => {
      const token = gone ? '' : await signEntry(signingKey, entry)
      return { host: entry.host, version: entry.version, token }
    }),
  )
  const moved = await publishEntries(redis, { registryId, from: watermark, entries, complete })
  const version = entries.at(-1)?.version ?? watermark
  if (moved) metrics.publishedVersion.set(version)
  if (moved) reach(version)
  return !(moved && complete)
}

interface NewestEntry {
  entry: RegistryEntry
  gone: boolean
}

/** The newest entry of each host that changed after `version`, in the order of their versions. */
async function newestEntriesAfter(orm: Orm, version: number, limit: number) {
  return orm.em.fork().execute<NewestEntry[]>(
    `select change.entry, change.gone from control_plane.registry_changes change
    where change.version > ? and not exists (
      select 1 from control_plane.registry_changes newer
      where newer.host = change.host and newer.version > change.version)
    order by change.version limit ?`,
    [version, limit],
  )
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal, ref: false }).catch(() => {})
}
