import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type LifeStatus,
  lifeStatuses,
  nextStatus,
  type TenantEvent,
  tenantEvents,
} from './transitions.ts'

const anyLife = fc.array(fc.constantFrom(...tenantEvents), { maxLength: 30 })

function live(events: TenantEvent[]): LifeStatus[] {
  const statuses: LifeStatus[] = ['provisioning']
  for (const event of events) {
    const next = nextStatus(statuses.at(-1) ?? 'provisioning', event)
    if (next) statuses.push(next)
  }
  return statuses
}

describe('nextStatus', () => {
  it('never leaves the known statuses', () => {
    fc.assert(
      fc.property(anyLife, (events) => {
        for (const status of live(events)) expect(lifeStatuses).toContain(status)
      }),
    )
  })

  it('has no event after a purge', () => {
    fc.assert(
      fc.property(anyLife, (events) => {
        const statuses = live(events)
        const end = statuses.indexOf('purged')
        expect(end === -1 || end === statuses.length - 1).toBe(true)
      }),
    )
  })

  it('never deletes a tenant that is served', () => {
    fc.assert(
      fc.property(anyLife, (events) => {
        const statuses = live(events)
        const before = statuses[statuses.indexOf('deleted') - 1]
        expect([undefined, 'archived', 'failed']).toContain(before)
      }),
    )
  })

  it('reaches every status from the first', () => {
    const reached = new Set<LifeStatus>(['provisioning'])
    for (const status of reached) {
      for (const event of tenantEvents) {
        const next = nextStatus(status, event)
        if (next) reached.add(next)
      }
    }
    expect([...reached].sort()).toEqual([...lifeStatuses].sort())
  })

  it('purges only what was deleted before', () => {
    fc.assert(
      fc.property(anyLife, (events) => {
        const statuses = live(events)
        expect([undefined, 'deleted']).toContain(statuses[statuses.indexOf('purged') - 1])
      }),
    )
  })

  it('suspends an active tenant and resumes it', () => {
    expect(nextStatus('active', 'suspend')).toBe('suspended')
    expect(nextStatus('suspended', 'resume')).toBe('active')
    expect(nextStatus('suspended', 'suspend')).toBeUndefined()
  })
})
