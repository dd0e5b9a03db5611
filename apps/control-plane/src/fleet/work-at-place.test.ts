import { describe, expect, it } from 'vitest'
import type { DataPlane } from '../data-plane/data-plane.ts'
import { type PlaceWork, workAtPlace } from './work-at-place.ts'

const target = '0003-next'
const place = {
  name: 'a place',
  position: 1,
  tenant: {
    id: crypto.randomUUID(),
    service: 'polls',
    placement: { model: 'shared', cluster: 'c1', database: 'polls', schema: 'shared' } as const,
  },
}

/** A service that answers with each of these versions in turn, and then with the last. */
function workWith(...versions: [string, ...string[]]): PlaceWork {
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

describe('a migration of a place whose service is of another release', () => {
  it('waits until that has come', async () => {
    const outcome = await workAtPlace(workWith('0002-before', target), place)
    expect(outcome).toMatchObject({ state: 'succeeded', toVersion: target, attempts: 2 })
  })

  it('has failed where it does not come, and says which release it is', async () => {
    const outcome = await workAtPlace(workWith('0002-before'), place)
    expect(outcome).toMatchObject({ state: 'failed', attempts: 3 })
    expect(outcome.error).toMatch(/another release: .*0002-before, not 0003-next/)
  })
})
