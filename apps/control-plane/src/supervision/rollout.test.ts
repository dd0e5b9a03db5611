import { describe, expect, it } from 'vitest'
import type { BookedTenant } from './read-books.ts'
import { createRollout } from './rollout.ts'
import type { ToDo } from './what-to-do.ts'

function booked(tenantId: string, over: Partial<BookedTenant> = {}): BookedTenant {
  const fixed = {
    slug: tenantId,
    cluster: `d_${tenantId}`,
    busy: false,
    upstream: null,
    requests: 0,
  }
  return { tenantId, status: 'active', ...fixed, ...over }
}

const [odin, freya] = [booked('odin'), booked('freya')]
const both = [odin, freya]
const replace = (tenant: BookedTenant): ToDo => ({ action: 'replace', tenant })
const launch = (tenant: BookedTenant): ToDo => ({ action: 'launch', tenant })

describe('createRollout', () => {
  it('takes one after another, as each serves again', () => {
    const rollout = createRollout()
    expect(rollout.next([replace(odin), replace(freya)], both)).toEqual(replace(odin))
    expect(rollout.next([replace(freya)], both)).toEqual(replace(odin))
    rollout.serves('odin')
    expect(rollout.next([replace(freya)], both)).toEqual(replace(freya))
    rollout.serves('freya')
    expect(rollout.next([], both)).toBeUndefined()
  })

  it('begins no other while one that was replaced does not come up', () => {
    const rollout = createRollout()
    rollout.next([replace(odin), replace(freya)], both)
    expect(rollout.next([launch(odin), replace(freya)], both)).toBeUndefined()
  })

  it('goes on when that one is not to be served any more', () => {
    const rollout = createRollout()
    rollout.next([replace(odin), replace(freya)], both)
    const suspended = [booked('odin', { status: 'suspended' }), freya]
    expect(rollout.next([replace(freya)], suspended)).toEqual(replace(freya))
  })

  it('does not wait for one that is down for other reasons', () => {
    const rollout = createRollout()
    expect(rollout.next([launch(odin), replace(freya)], both)).toEqual(replace(freya))
  })
})
