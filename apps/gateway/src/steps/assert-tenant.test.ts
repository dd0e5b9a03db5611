import { entryFor } from '@mt/shared/testing/entries'
import { describe, expect, it } from 'vitest'
import { runStep } from '../testing/run-step.ts'
import { assertTenant } from './assert-tenant.ts'

describe('assertTenant', () => {
  it('adds an assertion for the one upstream that is meant', async () => {
    const entry = entryFor('thor', { upstream: { name: 'polls-thor' } })
    const step = assertTenant((tenant, audience) => `${tenant.slug} for ${audience}`)
    const { passed } = await runStep(step, { variables: { entry, upstreamHeaders: ['a', '1'] } })
    expect(passed.upstreamHeaders).toEqual(['a', '1', 'x-tenant', 'thor for polls-thor'])
  })
})
