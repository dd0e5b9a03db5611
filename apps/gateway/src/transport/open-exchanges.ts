import type { Registry, RegistryListener } from '@mt/registry/registry'
import type { Problem } from '@mt/shared/http/problem'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { Slots } from '@mt/shared/slots'
import type { Dispatcher } from 'undici'
import { refusalOf, registryUnavailable, tenantMoving, unknownHost } from '../problems.ts'
import { endHolding, type Holder } from '../upstreams/hold.ts'
import type { Answer } from './exchange-ends.ts'
import { onClosed } from './on-closed.ts'

/**
 * An admitted request whose answer has not ended. It holds what is needed to end it, and no closure that
 * would: that kept exchanges alive past garbage collections, and cost 10 µs of each request.
 */
export interface OpenExchange extends Holder {
  /** The entry by which the request was admitted and forwarded. */
  entry: RegistryEntry
  readonly outgoing: Answer
  /**
   * Set while something can be aborted: the body is arriving, the request waits, or an upstream works on
   * it.
   */
  controller?: Pick<Dispatcher.DispatchController, 'abort'> | undefined
  /** The reason why it was ended after its admission. */
  endedBy?: Problem
  /** The exchange slots of its upstream, once it has been given one. */
  exchanges?: Slots
}

export interface OpenExchanges extends RegistryListener {
  /** Keeps an exchange until its answer has ended. */
  add(entry: RegistryEntry, outgoing: Answer): OpenExchange
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
  const byHost = new Map<string, Set<OpenExchange>>()

  function setOf(host: string): Set<OpenExchange> {
    const held = byHost.get(host)
    if (held) return held
    const empty = new Set<OpenExchange>()
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

  function endExchange(open: OpenExchange, reason: Problem): void {
    open.endedBy = reason
    if (open.outgoing.headersSent) open.outgoing.destroy()
    else open.controller?.abort(reason)
    onEnded()
  }

  return {
    add(entry, outgoing) {
      const open: OpenExchange = { entry, outgoing, held: [], isOver: false }
      const { host } = entry
      setOf(host).add(open)
      onClosed(outgoing, () => {
        const others = byHost.get(host)
        if (others?.delete(open) && others.size === 0) byHost.delete(host)
        endHolding(open)
      })
      return open
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
