import { afterAll, beforeAll, expect, vi } from 'vitest'

/** The resources that a test file may not leave open, and their names in its failure. */
const kinds = {
  TCPSocketWrap: 'connections',
  TCPServerWrap: 'servers',
  ProcessWrap: 'processes',
} as const

const patience = { timeout: 10_000, interval: 20 }

let before: Record<string, number>

beforeAll(() => {
  before = count()
})

/** Fails the file that left something open, because the next one in this worker would be affected. */
afterAll(async () => {
  // A socket that has just been closed is listed until the event loop comes round.
  await vi.waitFor(() => expect(left(), 'left behind by this file').toEqual({}), patience)
})

function left(): Record<string, number> {
  const now = count()
  const more = Object.entries(now).map(
    ([kind, open]) => [kind, open - (before[kind] ?? 0)] as const,
  )
  return Object.fromEntries(more.filter(([, open]) => open > 0))
}

function count(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const resource of process.getActiveResourcesInfo()) {
    const kind = kinds[resource as keyof typeof kinds]
    if (kind) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
