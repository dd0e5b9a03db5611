import { entryFor } from '@mt/shared/testing/entries'
import { describe, expect, it } from 'vitest'
import { runStep } from '../testing/run-step.ts'
import { assertTenant } from './assert-tenant.ts'

describe('assertTenant', () => {
  it('makes an assertion for the one upstream that is meant', async () => {
    const entry = entryFor('thor', { upstream: { name: 'polls-thor' } })
    const step = assertTenant((tenant, audience) => `${tenant.slug} for ${audience}`)
    const { exchange } = await runStep(step, { before: { entry } })
    expect(exchange.assertion).toBe('thor for polls-thor')
  })
})
