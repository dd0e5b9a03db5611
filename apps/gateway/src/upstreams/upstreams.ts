import type { RegistryEntry } from '@mt/shared/registry/entry'
import { createSlots, type Slots } from '@mt/shared/slots'
import type { Config } from '../config.ts'
import type { LaneExchange } from '../transport/lane/lane-exchange.ts'
import { createLaneForwarder } from '../transport/lane/lane-forwarder.ts'
import type { NodeExchange } from '../transport/node-exchange.ts'
import { createUndiciForwarder } from '../transport/undici-forwarder.ts'
import type { Forwarder } from './forwarder.ts'

/** One address that serves tenants, by plain HTTP, and what they share of it. */
export interface Upstream {
  undici: Forwarder<NodeExchange>
  lane: Forwarder<LaneExchange>
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
 * Kept-alive connections for each address, opened with the first request to it. Those of configured addresses
 * stay; those of entries' own addresses are closed when unused, because tenants come, move and go.
 */
export function createUpstreams(config: Config['upstream']): Upstreams {
  const byUrl = new Map<string, Upstream>()
  const configured = new Set(Object.values(config.urls))

  function open(url: string): Upstream {
    const address = new URL(url)
    const undici = createUndiciForwarder(address, config)
    const lane = createLaneForwarder(address, config)
    const upstream = { undici, lane, ...sharesOf(config), usedAtMs: 0 }
    byUrl.set(url, upstream)
    return upstream
  }

  function closeUnused(): void {
    for (const [url, upstream] of byUrl) {
      if (configured.has(url) || upstream.exchanges.taken > 0) continue
      if (Date.now() - upstream.usedAtMs < unusedAfterMs) continue
      byUrl.delete(url)
      void close(upstream)
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
      await Promise.all([...byUrl.values()].map(close))
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

async function close({ undici, lane }: Upstream): Promise<void> {
  await Promise.all([undici.close(), lane.close()])
}
