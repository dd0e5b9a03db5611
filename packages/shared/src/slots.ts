import { createShares } from './shares.ts'

/** A bounded number of slots, shared so that no holder can keep all of them. */
export interface Slots {
  /** How many slots are taken. */
  readonly taken: number
  /** Takes a slot for `holder` if it may have one now; without a holder, any free one. */
  tryTake(holder?: string): boolean
  /**
   * Resolves when `holder` has a slot. Rejects with SlotsBusy if it got none in the configured time, or at
   * once if too many callers are waiting; with the reason of `signal` if that aborts first.
   */
  take(holder?: string, signal?: AbortSignal): Promise<void>
  /** Gives back a slot that was taken for `holder`. */
  give(holder?: string): void
}

/** No slot became free in the time that a caller may wait, or too many callers were waiting. */
export class SlotsBusy extends Error {
  override name = 'SlotsBusy'
}

interface Waiter {
  go(): void
}

const defaultMaxWaiting = 10_000

/**
 * Slots are shared as createShares does: a single holder has up to half of them. A slow tenant delays only
 * itself, unless several tenants keep all of theirs. Waiting holders are served in rotation, each one's
 * callers in order. The queue is shared in the same way.
 */
export function createSlots(
  count: number,
  timeoutMs: number,
  maxWaiting: number = defaultMaxWaiting,
): Slots {
  const slots = createShares(count)
  const room = createShares(maxWaiting)
  const waiting = new Map<string | undefined, Set<Waiter>>()

  /**
   * A holder with more callers moves to the end of the line, so this same loop meets it again, until no
   * holder may have more.
   */
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

  const allTaken = `of ${count} slots, all that this caller may have are in use`
  return {
    get taken() {
      return count - slots.free
    },
    tryTake: (holder) => slots.tryTake(holder),
    async take(holder, signal) {
      signal?.throwIfAborted()
      if (slots.tryTake(holder)) return
      if (!room.tryTake(holder)) throw new SlotsBusy('too many callers are waiting')
      await wait(holder, signal)
    },
    give(holder) {
      slots.give(holder)
      if (waiting.size > 0) serveNext()
    },
  }
}
