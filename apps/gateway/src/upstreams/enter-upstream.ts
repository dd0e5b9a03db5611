import { type Slots, SlotsBusy } from '@mt/shared/slots'
import { upstreamBusy, upstreamUnavailable } from '../problems.ts'
import type { Exchange } from '../transport/exchange.ts'
import { onClosed } from '../transport/on-closed.ts'
import { hold, release } from './hold.ts'
import type { Upstream, Upstreams } from './upstreams.ts'

/**
 * Takes the slots that an exchange needs at its entry's upstream; without a promise if they are free. The
 * exchange keeps them until its answer has ended, however often it is sent there. Throws, or rejects with,
 * the Problem for the client if there is no such upstream, or if the tenant's share of it stays used for
 * too long; with any error if the client has left.
 */
export function enterUpstream(
  upstreams: Pick<Upstreams, 'of'>,
  exchange: Exchange,
): Upstream | Promise<Upstream> {
  const upstream = upstreams.of(exchange.entry.upstream)
  if (!upstream) throw upstreamUnavailable()
  if (exchange.slots === upstream.exchanges) return upstream
  if (exchange.slots) release(exchange, exchange.slots)
  exchange.slots = upstream.exchanges
  if (!isUpload(exchange) && takeFree(exchange, upstream.exchanges)) return upstream
  return waitForSlots(exchange, upstream)
}

/** Whether the request is forwarded while it still arrives from its client. */
function isUpload({ body }: Exchange): boolean {
  return body?.isWhole === false
}

/** An upload takes its slot among uploads first: while it waits there, it holds no exchange. */
async function waitForSlots(exchange: Exchange, upstream: Upstream): Promise<Upstream> {
  const { exchanges, uploads } = upstream
  if (isUpload(exchange) && !takeFree(exchange, uploads)) await waitFor(exchange, uploads)
  if (!takeFree(exchange, exchanges)) await waitFor(exchange, exchanges)
  return upstream
}

function takeFree(exchange: Exchange, slots: Slots): boolean {
  const isTaken = slots.tryTake(exchange.entry.tenantId)
  if (isTaken) hold(exchange, slots)
  return isTaken
}

/** Waits until a slot is free, the client leaves or the tenant is no longer served. */
async function waitFor(exchange: Exchange, slots: Slots): Promise<void> {
  const leaving = new AbortController()
  exchange.controller = { abort: (reason) => leaving.abort(reason) }
  onClosed(exchange.answer, () => leaving.abort(new Error('the client left')))
  try {
    await slots.take(exchange.entry.tenantId, leaving.signal)
  } catch (error) {
    throw error instanceof SlotsBusy ? upstreamBusy(error) : error
  } finally {
    exchange.controller = undefined
  }
  hold(exchange, slots)
}
