/** How long after its last read a follower of the registry counts as present; each reads every few seconds. */
const presentForMs = 60_000

export interface Follower {
  address: string
  lastReadAt: Date
}

/** The followers of the registry's feed that this process has seen. */
export function createFollowers() {
  const lastReads = new Map<string, number>()
  return {
    note(address: string): void {
      lastReads.set(address, Date.now())
    },
    /** The followers of the last minute. Others are forgotten. */
    present(): Follower[] {
      const since = Date.now() - presentForMs
      for (const [address, at] of lastReads) if (at < since) lastReads.delete(address)
      return [...lastReads].map(([address, at]) => ({ address, lastReadAt: new Date(at) }))
    },
  }
}

export type Followers = ReturnType<typeof createFollowers>
