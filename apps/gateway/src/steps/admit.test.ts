import type { TenantStatus } from '@mt/shared/tenant'
import { entryFor } from '@mt/shared/testing/entries'
import { describe, expect, it } from 'vitest'
import { runStep } from '../testing/run-step.ts'
import { admit } from './admit.ts'

const request = (status: TenantStatus) =>
  runStep(admit({ add: () => {} }), { before: { entry: entryFor('thor', { status }) } })

describe('admit', () => {
  it('lets an active tenant pass', async () => {
    expect((await request('active')).answer.status).toBe(299)
  })

  it.each([
    ['suspended', 403, 'tenant_suspended', null],
    ['provisioning', 503, 'tenant_not_ready', '2'],
    ['failed', 503, 'tenant_not_ready', '2'],
    ['moving', 503, 'tenant_not_ready', '2'],
    ['archived', 410, 'tenant_archived', null],
    ['deleted', 404, 'unknown_host', null],
  ] as const)('stops a %s tenant with %i', async (status, expected, code, retryAfter) => {
    const { answer } = await request(status)
    expect(answer.status).toBe(expected)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('retry-after')).toBe(retryAfter)
    expect(await answer.json()).toMatchObject({ code, status: expected })
  })
})
