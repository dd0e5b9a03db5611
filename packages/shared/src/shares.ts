/** A bounded amount of something that many use, shared out so that nobody can keep all of it from the others. */
export interface Shares {
  /** What nobody has. */
  readonly free: number
  /** Takes `amount` for `holder`, or nothing where that is more than it may have now; without a holder all that is free may be had. */
  tryTake(holder?: string, amount?: number): boolean
  /** Gives back what was taken for `holder`. */
  give(holder?: string, amount?: number): void
}

/**
 * A holder gets more only while at least as much stays free as it had before: one alone has up to half,
 * give or take the last amount, two have up to a third each, and something is left for a newcomer until
 * nearly as many hold some as there is to hold. Nobody is counted in advance.
 */
export function createShares(total: number): Shares {
  const held = new Map<string, number>()
  let free = total

  function change(holder: string | undefined, by: number): void {
    free -= by
    if (holder === undefined) return
    const now = (held.get(holder) ?? 0) + by
    if (now === 0) held.delete(holder)
    else held.set(holder, now)
  }

  return {
    get free() {
      return free
    },
    tryTake(holder, amount = 1) {
      const has = holder === undefined ? 0 : (held.get(holder) ?? 0)
      if (free - has < amount) return false
      change(holder, amount)
      return true
    },
    give: (holder, amount = 1) => change(holder, -amount),
  }
}
