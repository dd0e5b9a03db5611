import { describe, expect, it } from 'vitest'
import type { PartState, RuntimeTenant } from '../runtimes/runtime.ts'
import type { DesiredTenant } from './read-desired-state.ts'
import { compare } from './what-to-do.ts'

const upstream = { url: 'http://127.0.0.1:1', internalUrl: 'http://127.0.0.1:2' }

function desiredTenant(over: Partial<DesiredTenant> = {}): DesiredTenant {
  const fixed = { tenantId: 'odin', slug: 'odin', cluster: 'd_odin', busy: false, requests: 0 }
  return { ...fixed, status: 'active', upstream, ...over }
}

function found(service: PartState['state'], postgres: PartState['state'] = service): RuntimeTenant {
  const parts = { service: { state: service }, postgres: { state: postgres } }
  return { tenantId: 'odin', slug: 'odin', parts, launched: upstream, outdated: false }
}

const actions = (desired: DesiredTenant[], there: RuntimeTenant[]) =>
  compare(desired, there).map(({ action }) => action)

describe('compare', () => {
  it('does nothing in the desired state', () => {
    expect(actions([desiredTenant()], [found('running')])).toEqual([])
    expect(actions([desiredTenant({ status: 'suspended' })], [found('stopped')])).toEqual([])
  })

  it('launches what is missing, partly dead or hung', () => {
    expect(actions([desiredTenant()], [])).toEqual(['launch'])
    expect(actions([desiredTenant()], [found('running', 'stopped')])).toEqual(['launch'])
    expect(actions([desiredTenant()], [found('unhealthy', 'running')])).toEqual(['launch'])
  })

  it('launches what runs at another address than recorded, to learn it', () => {
    expect(actions([desiredTenant({ upstream: null })], [found('running')])).toEqual(['launch'])
  })

  it.each(['suspended', 'archived', 'deleted', 'failed'] as const)(
    'stops a tenant that is %s',
    (status) => {
      expect(actions([desiredTenant({ status })], [found('stopped', 'running')])).toEqual(['stop'])
    },
  )

  it('replaces an outdated service, once all parts run', () => {
    expect(actions([desiredTenant()], [{ ...found('running'), outdated: true }])).toEqual([
      'replace',
    ])
    const broken = { ...found('running', 'stopped'), outdated: true }
    expect(actions([desiredTenant()], [broken])).toEqual(['launch'])
  })

  it('leaves a tenant to its operation in progress', () => {
    expect(actions([desiredTenant({ busy: true })], [])).toEqual([])
    expect(
      actions([desiredTenant({ busy: true, status: 'suspended' })], [found('running')]),
    ).toEqual([])
  })

  it('does not touch tenants that it has no records of', () => {
    expect(actions([], [found('running')])).toEqual([])
  })
})
