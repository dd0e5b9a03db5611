import type { Registry, RegistryListener } from '@mt/registry/registry'
import type { Problem } from '@mt/shared/http/problem'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { refusalOf, registryUnavailable, tenantMoving, unknownHost } from '../problems.ts'
import { endHolding } from '../upstreams/hold.ts'
import type { Exchange } from './exchange.ts'
import { onClosed } from './on-closed.ts'

export interface OpenExchanges extends RegistryListener {
  /** Keeps an admitted exchange until its answer has ended. */
  add(exchange: Exchange): void
}

export interface OpenExchangesParts {
  registry: Pick<Registry, 'lookup'>
  /** Called for each exchange that was ended early. */
  onEnded(): void
}

/** How many hosts are looked up at once after a gap. */
const lookupsAtOnce = 16

/**
 * The exchanges that are open, by host: one for each request under way. When the entry of a host changes,
 * those end that would not be admitted by it, or would be sent elsewhere: a stream may outlive every change
 * of its tenant, and must not be served longer than a request would be.
 */
export function createOpenExchanges({ registry, onEnded }: OpenExchangesParts): OpenExchanges {
  const byHost = new Map<string, Set<Exchange>>()

  function setOf(host: string): Set<Exchange> {
    const held = byHost.get(host)
    if (held) return held
    const empty = new Set<Exchange>()
    byHost.set(host, empty)
    return empty
  }

  async function check(host: string): Promise<void> {
    if (!byHost.has(host)) return
    const now = await findNow(registry, host)
    for (const open of byHost.get(host) ?? []) {
      const reason = reasonToEnd(open.entry, now)
      if (reason && !open.endedBy) endExchange(open, reason)
    }
  }

  function endExchange(open: Exchange, reason: Problem): void {
    open.endedBy = reason
    if (open.answer.headersSent) open.answer.destroy()
    else open.controller?.abort(reason)
    onEnded()
  }

  return {
    add(exchange) {
      const { host } = exchange.entry
      setOf(host).add(exchange)
      onClosed(exchange.answer, () => {
        const others = byHost.get(host)
        if (others?.delete(exchange) && others.size === 0) byHost.delete(host)
        endHolding(exchange)
      })
    },
    changed: (host) => void check(host),
    gap() {
      const hosts = [...byHost.keys()].values()
      const checkRest = async () => {
        for (const host of hosts) await check(host)
      }
      for (let i = 0; i < lookupsAtOnce; i++) void checkRest()
    },
  }
}

/** The host's entry, or the reason why no request to it would be served. Never rejects. */
async function findNow(
  registry: Pick<Registry, 'lookup'>,
  host: string,
): Promise<RegistryEntry | Problem> {
  try {
    return (await registry.lookup(host)) ?? unknownHost()
  } catch (error) {
    return registryUnavailable(error)
  }
}

/** If the exchange was admitted by a newer entry than `now`, another check is responsible. */
function reasonToEnd(admittedBy: RegistryEntry, now: RegistryEntry | Problem): Problem | undefined {
  if (now instanceof Error) return now
  if (now.version <= admittedBy.version) return undefined
  const isElsewhere = now.epoch !== admittedBy.epoch || now.tenantId !== admittedBy.tenantId
  return refusalOf(now.status) ?? (isElsewhere ? tenantMoving() : undefined)
}
