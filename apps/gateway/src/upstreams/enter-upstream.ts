import { type Slots, SlotsBusy } from '@mt/shared/slots'
import { upstreamBusy, upstreamUnavailable } from '../problems.ts'
import { onClosed } from '../transport/on-closed.ts'
import type { OpenExchange } from '../transport/open-exchanges.ts'
import { hold, release } from './hold.ts'
import type { Upstream, Upstreams } from './upstreams.ts'

export interface Entering {
  open: OpenExchange
  /** Whether the request is forwarded while it still arrives from its client. */
  isUpload: boolean
}

/**
 * Takes the slots that an exchange needs at its entry's upstream; without a promise if they are free. The
 * exchange keeps them until its answer has ended, however often it is sent there. Throws, or rejects with,
 * the Problem for the client if there is no such upstream, or if the tenant's share of it stays used for
 * too long; with any error if the client has left.
 */
export function enterUpstream(
  upstreams: Pick<Upstreams, 'of'>,
  entering: Entering,
): Upstream | Promise<Upstream> {
  const { open, isUpload } = entering
  const upstream = upstreams.of(open.entry.upstream)
  if (!upstream) throw upstreamUnavailable()
  if (open.exchanges === upstream.exchanges) return upstream
  if (open.exchanges) release(open, open.exchanges)
  open.exchanges = upstream.exchanges
  if (!isUpload && takeFree(open, upstream.exchanges)) return upstream
  return waitForSlots(entering, upstream)
}

/** An upload takes its slot among uploads first: while it waits there, it holds no exchange. */
async function waitForSlots({ open, isUpload }: Entering, upstream: Upstream): Promise<Upstream> {
  if (isUpload && !takeFree(open, upstream.uploads)) await waitFor(open, upstream.uploads)
  if (!takeFree(open, upstream.exchanges)) await waitFor(open, upstream.exchanges)
  return upstream
}

function takeFree(open: OpenExchange, slots: Slots): boolean {
  const isTaken = slots.tryTake(open.entry.tenantId)
  if (isTaken) hold(open, slots)
  return isTaken
}

/** Waits until a slot is free, the client leaves or the tenant is no longer served. */
async function waitFor(open: OpenExchange, slots: Slots): Promise<void> {
  const leaving = new AbortController()
  open.controller = { abort: (reason) => leaving.abort(reason) }
  onClosed(open.outgoing, () => leaving.abort(new Error('the client left')))
  try {
    await slots.take(open.entry.tenantId, leaving.signal)
  } catch (error) {
    throw error instanceof SlotsBusy ? upstreamBusy(error) : error
  } finally {
    open.controller = undefined
  }
  hold(open, slots)
}
