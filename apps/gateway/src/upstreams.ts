import type { RegistryEntry } from '@mt/shared/registry/entry'
import { Pool } from 'undici'
import type { Config } from './config.ts'

/** One address that serves tenants, and how many exchanges with it are under way. */
export interface Upstream {
  pool: Pool
  exchanges: number
}

export interface Upstreams {
  /** The address that an entry means: its own, else the configured one of that name. Undefined for an unknown name. */
  of(upstream: RegistryEntry['upstream']): Upstream | undefined
  /** Cuts what is still under way. */
  close(): Promise<void>
}

/** Connections that are kept alive, a pool for each address, opened with the first request to it. */
export function createUpstreams(config: Config['upstream']): Upstreams {
  const byUrl = new Map<string, Upstream>()

  function open(url: string): Upstream {
    const upstream = { pool: createPool(url, config), exchanges: 0 }
    byUrl.set(url, upstream)
    return upstream
  }

  return {
    of(upstream) {
      const url = upstream.url ?? config.urls[upstream.name]
      return url === undefined ? undefined : (byUrl.get(url) ?? open(url))
    },
    async close() {
      await Promise.all([...byUrl.values()].map(({ pool }) => pool.destroy()))
    },
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
