import type { Placement } from '@mt/shared/placement'
import { describe, expect, it } from 'vitest'
import { internalApiOf } from './internal-api.ts'

const pooled = { url: 'http://127.0.0.1:8083', service: 'notes' }
const place = { cluster: 'c1', database: 'notes', schema: 'shared' }
const own = { url: 'http://127.0.0.1:1', internalUrl: 'http://127.0.0.1:2' }

function tenant(model: Placement['model'], service = 'notes') {
  return { id: 'thor', service, placement: { model, ...place } }
}

describe('internalApiOf', () => {
  it('is the pooled service’s for pooled models', () => {
    for (const model of ['shared', 'schema', 'database'] as const) {
      expect(internalApiOf(pooled, tenant(model))).toEqual(pooled)
    }
  })

  it('is a dedicated tenant’s own, if that runs', () => {
    const dedicated = tenant('dedicated')
    expect(internalApiOf(pooled, { ...dedicated, upstream: own })).toEqual({
      url: own.internalUrl,
      service: 'notes-thor',
    })
    expect(() => internalApiOf(pooled, dedicated)).toThrow(
      expect.objectContaining({ transient: true }),
    )
  })

  it('does not exist for a tenant of another service', () => {
    for (const model of ['shared', 'dedicated'] as const) {
      const stranger = { ...tenant(model, 'polls'), upstream: own }
      expect(() => internalApiOf(pooled, stranger)).toThrow(
        expect.objectContaining({ transient: false }),
      )
    }
  })
})
