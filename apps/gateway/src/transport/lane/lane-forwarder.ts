import type { Config } from '../../config.ts'
import type { Forwarder } from '../../upstreams/forwarder.ts'
import type { LaneExchange } from './lane-exchange.ts'
import { sweep } from './sweep.ts'
import { type ConnectionsOwner, UpstreamConnection } from './upstream-connection.ts'

const sweepEveryMs = 250

/**
 * Forwards the exchanges of the lane by its own connections to one address: one exchange at a time on each,
 * kept for the next.
 */
export function createLaneForwarder(
  { hostname, port }: URL,
  config: Pick<Config['upstream'], 'connectTimeoutMs' | 'headersTimeoutMs'>,
): Forwarder<LaneExchange> {
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
    /** A second attempt takes a new connection: after the first one, others may have ended too. */
    forward(exchange) {
      const kept = exchange.attempts > 1 ? undefined : takeKept()
      return (kept ?? open()).send(exchange)
    },
    async close() {
      clearInterval(sweeping)
      for (const connection of all) connection.destroy()
    },
  }
}
