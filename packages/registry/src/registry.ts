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
  /** How long after its last confirmation an entry is served when no source answers. */
  maxStaleMs: number
  /** How many hosts are asked of the control plane at once; as many more wait. */
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

/** A Redis that takes connections and then hangs does not hold up the start. */
const maxStartMs = 2_000
const unref = { ref: false }

/** Who is told that what was looked up before may not hold any more: look up again. */
export interface RegistryListener {
  changed(host: string): void
  /** Changes may have been missed: any host may have changed. */
  gap(): void
}

/** Who a host belongs to, as one process of the request path knows it. */
export interface Registry {
  /**
   * The entry of a host, or undefined where the control plane says that it is unknown. Answers at once,
   * without a promise, where memory knows. Rejects with RegistryUnavailable when no source can tell.
   */
  lookup(host: string): RegistryEntry | undefined | Promise<RegistryEntry | undefined>
  /**
   * The entry of a host after `entry` proved to be out of date, which is no longer served then: a newer
   * one, or the same where the control plane knows none. Rejects with RegistryUnavailable.
   */
  lookupAfter(entry: RegistryEntry): Promise<RegistryEntry | undefined>
  /** Tells `listener` from now on what changes, also of hosts that nobody has looked up. */
  listen(listener: RegistryListener): void
  /** Whether look-ups can succeed: a source is there, or known hosts are held. */
  canServe(): boolean
  /** Connects and begins to follow changes. Never rejects: what is away is tried again for ever. */
  start(): Promise<void>
  close(): Promise<void>
}

/**
 * A reader of the registry: memory, then Redis, then the control plane.
 *
 * - An entry is served from memory for about five minutes, then refreshed while it is served on: changes
 *   are told, and a refresh only mends what no promise depends on.
 * - A change holds as soon as it is announced, and within 10 s when announcements are lost.
 * - A host never goes back to an older version.
 * - Known hosts are served through the loss of Redis, of the control plane and of both, for
 *   `maxStaleMs`. Its limit: who can write to Redis can replay an old signed entry to a process that
 *   never knew a newer one.
 */
export function createRegistry(options: RegistryOptions): Registry {
  const { verifyingKeys, logger } = options
  const limits = { ...defaultLimits, ...options.limits }
  const metrics = createRegistryMetrics(options.metrics)
  const connection = { url: options.redisUrl, logger, commandTimeoutMs: options.redisTimeoutMs }
  const redis = createRedisConnection({ ...connection, role: 'registry' })
  const subscriber = createRedisConnection({ ...connection, role: 'registry-changes' })
  const { maxLookups } = limits
  const { askControlPlane, readChanges } = createControlPlaneSource({
    ...{ ...options.controlPlane, verifyingKeys, metrics, maxLookups },
  })
  const findPublished = createRedisSource({ redis, verifyingKeys, metrics, logger })
  const reader = createReader({ ...limits, sources: { findPublished, askControlPlane }, metrics })
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
