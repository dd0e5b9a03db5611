import { describe, expect, it } from 'vitest'
import type { PartState, RuntimeTenant } from '../runtimes/runtime.ts'
import type { BookedTenant } from './read-books.ts'
import { compare } from './what-to-do.ts'

const upstream = { url: 'http://127.0.0.1:1', internalUrl: 'http://127.0.0.1:2' }

function booked(over: Partial<BookedTenant> = {}): BookedTenant {
  const fixed = { tenantId: 'odin', slug: 'odin', cluster: 'd_odin', busy: false, requests: 0 }
  return { ...fixed, status: 'active', upstream, ...over }
}

function found(service: PartState['state'], postgres: PartState['state'] = service): RuntimeTenant {
  const parts = { service: { state: service }, postgres: { state: postgres } }
  return { tenantId: 'odin', slug: 'odin', parts, launched: upstream, outdated: false }
}

const actions = (books: BookedTenant[], there: RuntimeTenant[]) =>
  compare(books, there).map(({ action }) => action)

describe('compare', () => {
  it('leaves alone what is as it should be', () => {
    expect(actions([booked()], [found('running')])).toEqual([])
    expect(actions([booked({ status: 'suspended' })], [found('stopped')])).toEqual([])
  })

  it('launches what is missing, dead in part, or hung', () => {
    expect(actions([booked()], [])).toEqual(['launch'])
    expect(actions([booked()], [found('running', 'stopped')])).toEqual(['launch'])
    expect(actions([booked()], [found('unhealthy', 'running')])).toEqual(['launch'])
  })

  it('launches what runs elsewhere than the books say, to learn where', () => {
    expect(actions([booked({ upstream: null })], [found('running')])).toEqual(['launch'])
  })

  it.each(['suspended', 'archived', 'deleted', 'failed'] as const)('stops who is %s', (status) => {
    expect(actions([booked({ status })], [found('stopped', 'running')])).toEqual(['stop'])
  })

  it('replaces whose service is outdated, once it is whole', () => {
    expect(actions([booked()], [{ ...found('running'), outdated: true }])).toEqual(['replace'])
    const broken = { ...found('running', 'stopped'), outdated: true }
    expect(actions([booked()], [broken])).toEqual(['launch'])
  })

  it('leaves to an operation whom it is busy with', () => {
    expect(actions([booked({ busy: true })], [])).toEqual([])
    expect(actions([booked({ busy: true, status: 'suspended' })], [found('running')])).toEqual([])
  })

  it('leaves alone whom no book knows', () => {
    expect(actions([], [found('running')])).toEqual([])
  })
})
