/** A bounded number of places, given out so that nobody can keep all of them from the others. */
export interface Slots {
  /**
   * Resolves when a place is free for `holder`; without one it is anybody's. Throws SlotsBusy when none
   * was for the time that was set.
   */
  take(holder?: string): Promise<void>
  /** Gives a place back that was taken for `holder`. */
  give(holder?: string): void
}

/** All places were taken for longer than a caller may wait. */
export class SlotsBusy extends Error {
  override name = 'SlotsBusy'
}

interface Waiter {
  holder: string | undefined
  go(): void
}

/**
 * Who holds n places gets another only while more than n are free: one alone has up to half of them, two
 * up to a third each, and there is always one left for who holds none, until as many wait as there are
 * places. So who is slow waits for himself. Those who may have one get it in the order of asking.
 */
export function createSlots(count: number, timeoutMs: number): Slots {
  let free = count
  const held = new Map<string, number>()
  const waiting = new Set<Waiter>()

  function mayTake(holder: string | undefined): boolean {
    return holder === undefined ? free > 0 : free > (held.get(holder) ?? 0)
  }

  function change(holder: string | undefined, by: 1 | -1): void {
    free -= by
    if (holder === undefined) return
    const now = (held.get(holder) ?? 0) + by
    if (now === 0) held.delete(holder)
    else held.set(holder, now)
  }

  function serveNext(): void {
    for (const waiter of waiting) {
      if (free === 0) return
      if (!mayTake(waiter.holder)) continue
      waiting.delete(waiter)
      change(waiter.holder, 1)
      waiter.go()
    }
  }

  return {
    take(holder) {
      if (mayTake(holder)) {
        change(holder, 1)
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        const waiter = { holder, go }
        const timer = setTimeout(() => {
          waiting.delete(waiter)
          reject(new SlotsBusy(`all of ${count} connections that it may have are in use`))
        }, timeoutMs)
        function go() {
          clearTimeout(timer)
          resolve()
        }
        waiting.add(waiter)
      })
    },
    give(holder) {
      change(holder, -1)
      serveNext()
    },
  }
}
