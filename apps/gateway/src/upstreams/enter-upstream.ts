import { type Slots, SlotsBusy } from '@mt/shared/slots'
import { upstreamBusy, upstreamUnavailable } from '../problems.ts'
import { onClosed } from '../transport/on-closed.ts'
import type { OpenExchange } from '../transport/open-exchanges.ts'
import { hold, letGo } from './hold.ts'
import type { Upstream, Upstreams } from './upstreams.ts'

export interface Entering {
  open: OpenExchange
  /** The request is sent on while it still comes from its client. */
  isUpload: boolean
}

/**
 * Takes what an exchange needs of the upstream that its entry names; without a promise where that is free.
 * It keeps it until its answer has ended, however often it is sent there. Throws, or rejects with, the
 * Problem that answers the client where there is no such upstream, or the tenant's share of it stays
 * taken for too long; with any error where the client has left.
 */
export function enterUpstream(
  upstreams: Pick<Upstreams, 'of'>,
  entering: Entering,
): Upstream | Promise<Upstream> {
  const { open, isUpload } = entering
  const upstream = upstreams.of(open.entry.upstream)
  if (!upstream) throw upstreamUnavailable()
  if (open.exchanges === upstream.exchanges) return upstream
  if (open.exchanges) letGo(open, open.exchanges)
  open.exchanges = upstream.exchanges
  if (!isUpload && takeFree(open, upstream.exchanges)) return upstream
  return enterInTurn(entering, upstream)
}

/** An upload takes its slot among uploads first: one that waits there holds no exchange. */
async function enterInTurn({ open, isUpload }: Entering, upstream: Upstream): Promise<Upstream> {
  if (isUpload && !takeFree(open, upstream.uploads)) await waitFor(open, upstream.uploads)
  if (!takeFree(open, upstream.exchanges)) await waitFor(open, upstream.exchanges)
  return upstream
}

function takeFree(open: OpenExchange, slots: Slots): boolean {
  const isTaken = slots.tryTake(open.entry.tenantId)
  if (isTaken) hold(open, slots)
  return isTaken
}

/** Waits no longer than the client does, or its tenant is served. */
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
