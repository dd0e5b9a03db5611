import type { RegistryEntry } from '@mt/shared/registry/entry'
import { createSlots, type Slots } from '@mt/shared/slots'
import { Pool } from 'undici'
import type { Config } from '../config.ts'
import { createLaneConnections, type LaneConnections } from '../transport/lane/lane-connections.ts'

/** One address that serves tenants, and what they share of it. */
export interface Upstream {
  pool: Pool
  /** The lane's own connections to it. Undefined for an address that the lane cannot speak to. */
  lane: LaneConnections | undefined
  /** A slot for each exchange, whichever way it goes. */
  exchanges: Slots
  /** One more for each exchange whose request is sent on while it still comes from its client. */
  uploads: Slots
  usedAtMs: number
}

export interface Upstreams {
  /** The address that an entry means: its own, else the configured one of that name. Undefined for an unknown name. */
  of(upstream: RegistryEntry['upstream']): Upstream | undefined
  /** Cuts what is still under way. */
  close(): Promise<void>
}

/** A tenant's own address is forgotten when nobody has asked for it for so long. */
const unusedAfterMs = 5 * 60_000
const lookEveryMs = 60_000
/** Of the exchanges with an address as many may be uploads: those last for as long as their clients like. */
const uploadsShare = 0.25

/**
 * Connections that are kept alive, a pool for each address, opened with the first request to it. Pools
 * of the configured addresses stay; those that entries bring are closed when they are not used any more,
 * since tenants come, move and go.
 */
export function createUpstreams(config: Config['upstream']): Upstreams {
  const byUrl = new Map<string, Upstream>()
  const configured = new Set(Object.values(config.urls))

  function open(url: string): Upstream {
    const lane = createLaneConnections(new URL(url), config)
    const upstream = { pool: createPool(url, config), lane, ...sharesOf(config), usedAtMs: 0 }
    byUrl.set(url, upstream)
    return upstream
  }

  function closeUnused(): void {
    for (const [url, { pool, lane, exchanges, usedAtMs }] of byUrl) {
      if (configured.has(url) || exchanges.taken > 0) continue
      if (Date.now() - usedAtMs < unusedAfterMs) continue
      byUrl.delete(url)
      void pool.close()
      lane?.close()
    }
  }

  const looking = setInterval(closeUnused, lookEveryMs)
  looking.unref()

  return {
    of(upstream) {
      const url = upstream.url ?? config.urls[upstream.name]
      if (url === undefined) return undefined
      const found = byUrl.get(url) ?? open(url)
      found.usedAtMs = Date.now()
      return found
    },
    async close() {
      clearInterval(looking)
      for (const { lane } of byUrl.values()) lane?.close()
      await Promise.all([...byUrl.values()].map(({ pool }) => pool.destroy()))
    },
  }
}

/** As many may wait for a slot as there are. */
function sharesOf({ maxConnections, waitMs }: Config['upstream']) {
  const uploads = Math.ceil(maxConnections * uploadsShare)
  return {
    exchanges: createSlots(maxConnections, waitMs, maxConnections),
    uploads: createSlots(uploads, waitMs, uploads),
  }
}

function createPool(url: string, config: Config['upstream']): Pool {
  return new Pool(new URL(url).origin, {
    connections: config.maxConnections,
    pipelining: 1,
    headersTimeout: config.headersTimeoutMs,
    // A stream may be silent for as long as it likes.
    bodyTimeout: 0,
    connect: { timeout: config.connectTimeoutMs },
  })
}
