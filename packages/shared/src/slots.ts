import { createShares } from './shares.ts'

/** A bounded number of slots, given out so that nobody can keep all of them from the others. */
export interface Slots {
  /** How many are taken. */
  readonly taken: number
  /** Takes a slot for `holder` if it may have one now; without a holder any that is free. */
  tryTake(holder?: string): boolean
  /**
   * Resolves when `holder` has a slot. Rejects with SlotsBusy when it got none in the time that was set,
   * or at once where too many wait already; with the reason of `signal` when that aborts before.
   */
  take(holder?: string, signal?: AbortSignal): Promise<void>
  /** Gives a slot back that was taken for `holder`. */
  give(holder?: string): void
}

/** There was no slot for longer than a caller may wait, or no room to wait in. */
export class SlotsBusy extends Error {
  override name = 'SlotsBusy'
}

interface Waiter {
  go(): void
}

const defaultMaxWaiting = 10_000

/**
 * Slots are shared out as createShares does: one holder alone has up to half of them, and a newcomer
 * finds one until nearly as many are busy as there are slots. A slow tenant delays only itself. Holders
 * that wait are served in turn, each one's callers in the order of asking. Room to wait in is shared in
 * the same way.
 */
export function createSlots(
  count: number,
  timeoutMs: number,
  maxWaiting: number = defaultMaxWaiting,
): Slots {
  const slots = createShares(count)
  const room = createShares(maxWaiting)
  const waiting = new Map<string | undefined, Set<Waiter>>()

  /** Who comes again at the end of the line is met again by the same loop, until nobody may have more. */
  function serveNext(): void {
    for (const [holder, callers] of waiting) {
      if (slots.free === 0) return
      if (!slots.tryTake(holder)) continue
      const [first] = callers
      waiting.delete(holder)
      if (callers.size > 1) waiting.set(holder, callers)
      first?.go()
    }
  }

  function enter(holder: string | undefined, waiter: Waiter): void {
    const callers = waiting.get(holder)
    if (callers) callers.add(waiter)
    else waiting.set(holder, new Set([waiter]))
  }

  function leave(holder: string | undefined, waiter: Waiter): void {
    room.give(holder)
    const callers = waiting.get(holder)
    if (callers?.delete(waiter) && callers.size === 0) waiting.delete(holder)
  }

  function wait(holder: string | undefined, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = { go: () => end(resolve) }
      const giveUp = (reason: unknown) => end(() => reject(reason))
      const onAbort = () => giveUp(signal?.reason)
      const timer = setTimeout(() => giveUp(new SlotsBusy(allTaken)), timeoutMs)
      function end(settle: () => void) {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        leave(holder, waiter)
        settle()
      }
      enter(holder, waiter)
      signal?.addEventListener('abort', onAbort)
    })
  }

  const allTaken = `all of ${count} that it may have are in use`
  return {
    get taken() {
      return count - slots.free
    },
    tryTake: (holder) => slots.tryTake(holder),
    async take(holder, signal) {
      signal?.throwIfAborted()
      if (slots.tryTake(holder)) return
      if (!room.tryTake(holder)) throw new SlotsBusy('too many wait already')
      await wait(holder, signal)
    },
    give(holder) {
      slots.give(holder)
      if (waiting.size > 0) serveNext()
    },
  }
}
