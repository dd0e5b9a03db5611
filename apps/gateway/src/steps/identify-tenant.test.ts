import { describe, expect, it } from 'vitest'
import { runStep } from '../testing/run-step.ts'
import { identifyTenant } from './identify-tenant.ts'

describe('identifyTenant', () => {
  it.each([
    'thor.polls.localhost',
    'THOR.Polls.localhost',
    'thor.polls.localhost.',
    'thor.polls.localhost:8080',
    'thor.polls.localhost.:8080',
  ])('takes %s as thor.polls.localhost', async (host) => {
    const { exchange } = await runStep(identifyTenant, { headers: { host } })
    expect(exchange.host).toBe('thor.polls.localhost')
  })

  it.each([
    '',
    'thor_x.polls.localhost',
    '[::1]:8080',
    'a..b',
    '-a.b',
    'a b',
    'thor.polls.localhost..',
  ])('answers 404 for the host "%s"', async (host) => {
    const { answer } = await runStep(identifyTenant, { headers: { host } })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'unknown_host' })
  })
})
