import { RegistryUnavailable } from '@mt/registry/registry'
import { entryFor } from '@mt/shared/testing/entries'
import { describe, expect, it } from 'vitest'
import { runStep } from '../testing/run-step.ts'
import { resolveTenant } from './resolve-tenant.ts'

const entry = entryFor('thor')
const before = { host: entry.host }

describe('resolveTenant', () => {
  it('finds the tenant of a host', async () => {
    const { exchange } = await runStep(resolveTenant({ lookup: () => entry }), { before })
    expect(exchange.entry).toBe(entry)
    expect(exchange.tenant).toBe('thor')
  })

  it('waits for a tenant that is not held', async () => {
    const step = resolveTenant({ lookup: async () => entry })
    const { exchange } = await runStep(step, { before })
    expect(exchange.entry).toBe(entry)
  })

  it('refuses an unknown host', async () => {
    const { answer } = await runStep(resolveTenant({ lookup: () => undefined }), { before })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'unknown_host' })
  })

  it('answers 503 when no source answers', async () => {
    const lookup = () => Promise.reject(new RegistryUnavailable('away'))
    const { answer } = await runStep(resolveTenant({ lookup }), { before })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(await answer.json()).toMatchObject({ code: 'registry_unavailable' })
  })
})
