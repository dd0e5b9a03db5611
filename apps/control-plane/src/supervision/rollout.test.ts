import { describe, expect, it } from 'vitest'
import type { DesiredTenant } from './read-desired-state.ts'
import { createRollout } from './rollout.ts'
import type { ToDo } from './what-to-do.ts'

function desiredTenant(tenantId: string, over: Partial<DesiredTenant> = {}): DesiredTenant {
  const fixed = {
    slug: tenantId,
    cluster: `d_${tenantId}`,
    busy: false,
    upstream: null,
    requests: 0,
  }
  return { tenantId, status: 'active', ...fixed, ...over }
}

const [odin, freya] = [desiredTenant('odin'), desiredTenant('freya')]
const both = [odin, freya]
const replace = (tenant: DesiredTenant): ToDo => ({ action: 'replace', tenant })
const launch = (tenant: DesiredTenant): ToDo => ({ action: 'launch', tenant })

describe('createRollout', () => {
  it('replaces one after another, each when the last one serves', () => {
    const rollout = createRollout()
    expect(rollout.next([replace(odin), replace(freya)], both)).toEqual(replace(odin))
    expect(rollout.next([replace(freya)], both)).toEqual(replace(odin))
    rollout.serves('odin')
    expect(rollout.next([replace(freya)], both)).toEqual(replace(freya))
    rollout.serves('freya')
    expect(rollout.next([], both)).toBeUndefined()
  })

  it('stops while a replaced service does not come up', () => {
    const rollout = createRollout()
    rollout.next([replace(odin), replace(freya)], both)
    expect(rollout.next([launch(odin), replace(freya)], both)).toBeUndefined()
  })

  it('continues when that tenant is no longer served', () => {
    const rollout = createRollout()
    rollout.next([replace(odin), replace(freya)], both)
    const suspended = [desiredTenant('odin', { status: 'suspended' }), freya]
    expect(rollout.next([replace(freya)], suspended)).toEqual(replace(freya))
  })

  it('does not wait for a tenant that is down for other reasons', () => {
    const rollout = createRollout()
    expect(rollout.next([launch(odin), replace(freya)], both)).toEqual(replace(freya))
  })
})
