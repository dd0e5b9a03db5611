/** A limited amount, shared so that no holder can take all of it. */
export interface Shares {
  /** The amount that is not taken. */
  readonly free: number
  /**
   * Takes `amount` for `holder`, or nothing if that is more than it may have now. Without a holder, all of
   * the free amount may be taken.
   */
  tryTake(holder?: string, amount?: number): boolean
  /** Gives back what was taken for `holder`. */
  give(holder?: string, amount?: number): void
}

/**
 * A holder gets more only while at least as much stays free as it already has. A single holder gets up to
 * half, give or take the last amount; two that grow side by side get up to a third each. Holders need not
 * be counted in advance.
 *
 * Its limit: it bounds each holder, not all together. Holders that take their share one after another and
 * keep it halve what is left each time: of 40 they take 20, 10, 5, 3, 1 and 1, and a seventh finds nothing.
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
