import { afterAll, beforeAll, vi } from 'vitest'
import { enterWorker } from './enter-worker.ts'
import { databasesOfWorker } from './worker-databases.ts'
import { keysLeft, removeAllKeys } from './worker-keys.ts'

/** The resources that a test file may not leave open, and their names in its failure. */
const kinds = {
  TCPSocketWrap: 'connections',
  TCPServerWrap: 'servers',
  ProcessWrap: 'processes',
} as const

/** How long a socket that has just been closed may still be listed. */
const patience = { timeout: Number(process.env.TEST_CLOSING_MS ?? 10_000), interval: 20 }

// Before the test file is imported, which may begin to work at once.
enterWorker()
await removeAllKeys()
const databasesBefore = new Set(await databasesOfWorker())

let before: Record<string, number>

beforeAll(() => {
  before = count()
})

/** Fails the file that left something open, because the next one in this worker would be affected. */
afterAll(async () => {
  // A socket that has just been closed is listed until the event loop comes round.
  await vi.waitFor(() => refuse('open', left()), patience)
})

/** Fails the file that left something on the servers. Nobody else would remove it. */
afterAll(async () => {
  refuse('keys in Redis', await keysLeft())
})

afterAll(async () => {
  const names = await databasesOfWorker()
  refuse(
    'databases',
    names.filter((name) => !databasesBefore.has(name)),
  )
})

function refuse(kind: string, left: string[]): void {
  if (left.length > 0) throw new Error(`this file left ${kind}: ${left.join(', ')}`)
}

function left(): string[] {
  const more = Object.entries(count()).map(
    ([kind, open]) => [kind, open - (before[kind] ?? 0)] as const,
  )
  return more.filter(([, open]) => open > 0).map(([kind, open]) => `${open} ${kind}`)
}

function count(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const resource of process.getActiveResourcesInfo()) {
    const kind = kinds[resource as keyof typeof kinds]
    if (kind) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
