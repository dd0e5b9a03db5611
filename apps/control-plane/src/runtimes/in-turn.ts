/** Carries out works of the same name one after another, in the order in which they came. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>()

  function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = last.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    last.set(name, mine)
    const forget = () => {
      if (last.get(name) === mine) last.delete(name)
    }
    mine.then(forget, forget)
    return mine
  }

  /** Resolves when all works that have come so far have ended, however they did. */
  async function ended(): Promise<void> {
    await Promise.allSettled(last.values())
  }

  return { inTurn, ended }
}
