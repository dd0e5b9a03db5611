/** How long after its last read a follower of the registry counts as there; each reads every few seconds. */
const presentForMs = 60_000

export interface Follower {
  address: string
  lastReadAt: Date
}

/** Who follows the registry's feed, as this process has seen. */
export function createFollowers() {
  const lastReads = new Map<string, number>()
  return {
    note(address: string): void {
      lastReads.set(address, Date.now())
    },
    /** Those of the last minute; who has been away for longer is forgotten. */
    present(): Follower[] {
      const since = Date.now() - presentForMs
      for (const [address, at] of lastReads) if (at < since) lastReads.delete(address)
      return [...lastReads].map(([address, at]) => ({ address, lastReadAt: new Date(at) }))
    },
  }
}

export type Followers = ReturnType<typeof createFollowers>
