import type { RegistryEntry } from '@mt/shared/registry/entry'
import { createSlots, type Slots } from '@mt/shared/slots'
import { Pool } from 'undici'
import type { Config } from '../config.ts'
import { createLaneConnections, type LaneConnections } from '../transport/lane/lane-connections.ts'

/** One address that serves tenants, and what they share of it. */
export interface Upstream {
  pool: Pool
  /** The lane's own connections; undefined for an address that the lane cannot use. */
  lane: LaneConnections | undefined
  /** A slot for each exchange, of either transport. */
  exchanges: Slots
  /** A further slot for each exchange whose request is forwarded while it still arrives from its client. */
  uploads: Slots
  usedAtMs: number
}

export interface Upstreams {
  /**
   * The upstream of an entry: its own address, else the configured one of its name. Undefined for an
   * unknown name.
   */
  of(upstream: RegistryEntry['upstream']): Upstream | undefined
  /** Cuts all exchanges under way. */
  close(): Promise<void>
}

/** A tenant's own address is forgotten when it has been unused for this long. */
const unusedAfterMs = 5 * 60_000
const sweepEveryMs = 60_000
/** The share of an address's exchanges that may be uploads, which last as long as their clients like. */
const uploadsShare = 0.25

/**
 * Kept-alive connections, with a pool for each address, opened with the first request to it. Pools of
 * configured addresses stay; those of entries' own addresses are closed when unused, because tenants come,
 * move and go.
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

  const sweeping = setInterval(closeUnused, sweepEveryMs)
  sweeping.unref()

  return {
    of(upstream) {
      const url = upstream.url ?? config.urls[upstream.name]
      if (url === undefined) return undefined
      const found = byUrl.get(url) ?? open(url)
      found.usedAtMs = Date.now()
      return found
    },
    async close() {
      clearInterval(sweeping)
      for (const { lane } of byUrl.values()) lane?.close()
      await Promise.all([...byUrl.values()].map(({ pool }) => pool.destroy()))
    },
  }
}

/** As many exchanges may wait for a slot as there are slots. */
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
    // A stream may be silent for any time.
    bodyTimeout: 0,
    connect: { timeout: config.connectTimeoutMs },
  })
}
