import type { Config } from '../../config.ts'
import { sweep } from './sweep.ts'
import { type ConnectionsOwner, UpstreamConnection } from './upstream-connection.ts'

/** The lane's connections to one address: one exchange at a time on each, kept for the next. */
export interface LaneConnections {
  /** An unused connection: a kept one unless `fresh` is set, else one that is being opened. */
  take(fresh?: boolean): UpstreamConnection
  /** Closes all of them. */
  close(): void
}

const sweepEveryMs = 250

/** Undefined for an address that requires TLS. */
export function createLaneConnections(
  { protocol, hostname, port }: URL,
  config: Pick<Config['upstream'], 'connectTimeoutMs' | 'headersTimeoutMs'>,
): LaneConnections | undefined {
  if (protocol !== 'http:') return undefined
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) }
  const all = new Set<UpstreamConnection>()
  const idle: UpstreamConnection[] = []
  const owner: ConnectionsOwner = {
    ...config,
    release: (connection) => void idle.push(connection),
    forget(connection) {
      all.delete(connection)
      const at = idle.indexOf(connection)
      if (at !== -1) idle.splice(at, 1)
    },
  }

  /** One timer for all of them: a timer for each exchange would cost more than parsing it. */
  const sweeping = sweep(sweepEveryMs, (nowMs) => {
    for (const connection of all) connection.checkTimes(nowMs)
  })

  function takeKept(): UpstreamConnection | undefined {
    const nowMs = performance.now()
    for (;;) {
      const kept = idle.pop()
      if (!kept || kept.isUsable(nowMs)) return kept
      kept.destroy()
    }
  }

  function open(): UpstreamConnection {
    const connection = new UpstreamConnection(address, owner)
    all.add(connection)
    return connection
  }

  return {
    take: (fresh = false) => (fresh ? undefined : takeKept()) ?? open(),
    close() {
      clearInterval(sweeping)
      for (const connection of all) connection.destroy()
    },
  }
}
