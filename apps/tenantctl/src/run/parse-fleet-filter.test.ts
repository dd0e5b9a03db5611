import { describe, expect, it } from 'vitest'
import { parseFleetFilter } from './parse-fleet-filter.ts'

describe('parseFleetFilter', () => {
  it('takes several conditions and several tenants', () => {
    expect(parseFleetFilter('model=schema, cluster=c1')).toEqual({
      isolation: 'schema',
      cluster: 'c1',
    })
    expect(parseFleetFilter('tenant=thor+loki')).toEqual({ tenants: ['thor', 'loki'] })
  })

  it.each(['colour=red', 'model', 'model=', ''])('refuses "%s"', (text) => {
    expect(() => parseFleetFilter(text)).toThrow('--where')
  })
})
