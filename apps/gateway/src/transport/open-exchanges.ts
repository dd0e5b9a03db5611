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
 * A request that was admitted and whose answer has not ended. It holds what is needed to end it, and no
 * function that would: such a closure kept exchanges alive past garbage collections, and cost 10 µs of
 * each request.
 */
export interface OpenExchange extends Holder {
  /** What the request was admitted, and sent on, by. */
  entry: RegistryEntry
  readonly outgoing: Answer
  /** Set while something goes on that can be ended: its body comes, it waits, an upstream works on it. */
  controller?: Pick<Dispatcher.DispatchController, 'abort'> | undefined
  /** Why it must end, though it was admitted. */
  endedBy?: Problem
  /** The exchanges of the upstream that it is sent to, once it may be. */
  exchanges?: Slots
}

export interface OpenExchanges extends RegistryListener {
  /** Holds an exchange until its answer has ended. */
  add(entry: RegistryEntry, outgoing: Answer): OpenExchange
}

export interface OpenExchangesParts {
  registry: Pick<Registry, 'lookup'>
  /** Told of each exchange that was ended before its time. */
  onEnded(): void
}

/** After a gap so many hosts are looked up at once. */
const lookupsAtOnce = 16

/**
 * The exchanges that are open now, by host: as many as the gateway has requests under way. When the
 * entry of a host changes, those end that it would not admit, or would send elsewhere: a stream may
 * outlive every change of its tenant, and holds no longer than a request would be served.
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
      const reason = whyEnd(open.entry, now)
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

/** The host's entry, or why no request to it would be served. Never rejects. */
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

/** An exchange that was admitted by a newer entry than `now` is another check's. */
function whyEnd(admittedBy: RegistryEntry, now: RegistryEntry | Problem): Problem | undefined {
  if (now instanceof Error) return now
  if (now.version <= admittedBy.version) return undefined
  const isElsewhere = now.epoch !== admittedBy.epoch || now.tenantId !== admittedBy.tenantId
  return refusalOf(now.status) ?? (isElsewhere ? tenantMoving() : undefined)
}
