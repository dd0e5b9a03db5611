/** A bounded number of places, given out in the order in which they were asked for. */
export interface Slots {
  /** Resolves when a place is free. Throws SlotsBusy when none was for the time that was set. */
  take(): Promise<void>
  give(): void
}

/** All places were taken for longer than a caller may wait. */
export class SlotsBusy extends Error {
  override name = 'SlotsBusy'
}

export function createSlots(count: number, timeoutMs: number): Slots {
  let free = count
  const waiting = new Set<() => void>()
  return {
    take() {
      if (free > 0) {
        free -= 1
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        const turn = () => {
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(() => {
          waiting.delete(turn)
          reject(new SlotsBusy(`all ${count} connections are in use`))
        }, timeoutMs)
        waiting.add(turn)
      })
    },
    give() {
      const [next] = waiting
      if (!next) {
        free += 1
        return
      }
      waiting.delete(next)
      next()
    },
  }
}
