import { setTimeout } from 'node:timers/promises'
import type { VerifyingKeys } from '@mt/shared/keys'
import type { Logger } from '@mt/shared/logger'
import { createRedisConnection } from '@mt/shared/redis-connection'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { Registry as MetricsRegister } from 'prom-client'
import { createChangesFollower } from './changes-follower.ts'
import { createControlPlaneSource } from './control-plane-source.ts'
import type { MemoryLimits } from './memory-cache.ts'
import { createRegistryMetrics } from './metrics.ts'
import { createReader, type RegistryReader } from './reader.ts'
import { createRedisSource } from './redis-source.ts'

export { RegistryUnavailable } from './registry-unavailable.ts'

export interface RegistryOptions {
  redisUrl: string
  /** How long Redis may take to answer before it is passed over, 200 ms by default. */
  redisTimeoutMs?: number
  controlPlane: { url: string; apiKey: string }
  verifyingKeys: VerifyingKeys
  logger: Logger
  metrics: MetricsRegister
  limits?: Partial<RegistryLimits>
}

export interface RegistryLimits extends MemoryLimits {
  /** How long after its last confirmation an entry is served if no source answers. */
  maxStaleMs: number
  /** How many hosts are looked up at the control plane at once; as many more wait. */
  maxLookups: number
}

const defaultLimits: RegistryLimits = {
  maxEntries: 120_000,
  maxUnknown: 10_000,
  entryTtlMs: 5 * 60_000,
  unknownTtlMs: 5_000,
  maxStaleMs: 24 * 60 * 60 * 1_000,
  maxLookups: 64,
}

/** A Redis that accepts connections and then hangs does not delay the start. */
const maxStartMs = 2_000
const unref = { ref: false }

/** Notified when earlier look-ups may no longer be valid. */
export interface RegistryListener {
  changed(host: string): void
  /** Changes may have been missed: any host may have changed. */
  gap(): void
}

/** Maps hosts to tenants, as one process of the request path knows them. */
export interface Registry {
  /**
   * The entry of a host, or undefined if the control plane does not know the host. Answers from memory at
   * once, without a promise. Rejects with RegistryUnavailable if no source answers.
   */
  lookup(host: string): RegistryEntry | undefined | Promise<RegistryEntry | undefined>
  /**
   * The entry of a host after `entry` proved outdated, which is then no longer served: a newer one, or the
   * same if the control plane has none. Rejects with RegistryUnavailable.
   */
  lookupAfter(entry: RegistryEntry): Promise<RegistryEntry | undefined>
  /** Notifies `listener` from now on of changes, including those of hosts that nobody has looked up. */
  listen(listener: RegistryListener): void
  /** Whether look-ups can succeed: a source is available, or known hosts are held. */
  canServe(): boolean
  /** Connects and begins to follow changes. Never rejects: unavailable sources are tried again for ever. */
  start(): Promise<void>
  close(): Promise<void>
}

/**
 * A reader of the registry: memory, then Redis, then the control plane.
 *
 * - An entry is served from memory for about five minutes, then refreshed while it is still served: changes
 *   are announced, and no guarantee depends on the refresh.
 * - A change takes effect as soon as it is announced, and within 10 s if announcements are lost.
 * - A host never goes back to an older version.
 * - Known hosts are served through the loss of Redis, of the control plane and of both, for `maxStaleMs`.
 *
 * Its limit: anybody who can write to Redis can replay an old signed entry to a process that never knew a
 * newer one.
 */
export function createRegistry(options: RegistryOptions): Registry {
  const { verifyingKeys, logger } = options
  const limits = { ...defaultLimits, ...options.limits }
  const metrics = createRegistryMetrics(options.metrics)
  const connection = { url: options.redisUrl, logger, commandTimeoutMs: options.redisTimeoutMs }
  const redis = createRedisConnection({ ...connection, role: 'registry' })
  const subscriber = createRedisConnection({ ...connection, role: 'registry-changes' })
  const { maxLookups } = limits
  const { fetchFromControlPlane, readChanges } = createControlPlaneSource({
    ...{ ...options.controlPlane, verifyingKeys, metrics, maxLookups },
  })
  const findPublished = createRedisSource({ redis, verifyingKeys, metrics, logger })
  const reader = createReader({
    ...limits,
    sources: { findPublished, fetchFromControlPlane },
    metrics,
  })
  const listeners: RegistryListener[] = []

  const noteChange: RegistryReader['noteChange'] = (change, by) => {
    reader.noteChange(change, by)
    for (const listener of listeners) listener.changed(change.host)
  }

  const noteGap = () => {
    reader.noteGap()
    for (const listener of listeners) listener.gap()
  }

  const follower = createChangesFollower({
    ...{ subscriber, readChanges, noteChange, noteGap, metrics, logger },
  })

  return {
    lookup: reader.lookup,
    lookupAfter: reader.lookupAfter,
    listen: (listener) => void listeners.push(listener),
    canServe: () => redis.status === 'ready' || follower.isFollowing() || reader.size() > 0,
    async start() {
      const opened = [redis.connect(), subscriber.connect(), follower.start()]
      await Promise.race([Promise.allSettled(opened), setTimeout(maxStartMs, undefined, unref)])
    },
    async close() {
      await follower.close()
      subscriber.disconnect()
      redis.disconnect()
    },
  }
}
