import { describe, expect, it } from 'vitest'
import type { DataPlane } from '../data-plane/data-plane.ts'
import { type PlacementWork, workAtPlacement } from './work-at-placement.ts'

const target = '0003-next'
const placement = {
  name: 'a placement',
  position: 1,
  tenant: {
    id: crypto.randomUUID(),
    service: 'polls',
    placement: { model: 'shared', cluster: 'c1', database: 'polls', schema: 'shared' } as const,
  },
}

/** A service that answers with each of these versions in turn, and then with the last. */
function workWith(...versions: [string, ...string[]]): PlacementWork {
  const { signal } = new AbortController()
  const migrate = async () => {
    const [to] = versions
    if (versions.length > 1) versions.shift()
    return { to }
  }
  return {
    dataPlane: { migrate } as unknown as DataPlane,
    run: { id: crypto.randomUUID(), kind: 'migration', target },
    ...{ signal, ending: signal, maxAttempts: 3, retryDelayMs: 1, maxRetryDelayMs: 2 },
  }
}

describe('a migration of a placement whose service is of another release', () => {
  it('waits for the right release', async () => {
    const outcome = await workAtPlacement(workWith('0002-before', target), placement)
    expect(outcome).toMatchObject({ state: 'succeeded', toVersion: target, attempts: 2 })
  })

  it('fails if it does not come, and names the release', async () => {
    const outcome = await workAtPlacement(workWith('0002-before'), placement)
    expect(outcome).toMatchObject({ state: 'failed', attempts: 3 })
    expect(outcome.error).toMatch(/another release: .*0002-before, not 0003-next/)
  })
})
