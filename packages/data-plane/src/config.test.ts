import { newId } from '@mt/shared/ids'
import { newKeyTexts } from '@mt/shared/keys'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const { verifying } = await newKeyTexts('k1')
const notes = { name: 'notes' }

const env = {
  CLUSTERS: 'c1=postgres://postgres@127.0.0.1:5432/postgres',
  REDIS_URL: 'redis://127.0.0.1:6379',
  ROLE_SECRET: 'a secret of thirty-two characters',
  ASSERTION_VERIFYING_KEYS: verifying,
  INTERNAL_VERIFYING_KEYS: verifying,
}

describe('readConfig', () => {
  it('takes the audience and the pooled database from the service’s name', () => {
    const { service, data } = readConfig(notes, env)
    expect(service.audience).toBe('notes')
    expect(data.database).toBe('notes')
  })

  it('gives a dedicated service its own audience, and needs no Redis for it', () => {
    const tenantId = newId()
    const { service, redis } = readConfig(notes, {
      ...env,
      REDIS_URL: '',
      DATA_PLANE_TENANT: tenantId,
    })
    expect(service).toMatchObject({ audience: `notes-${tenantId}`, tenantId })
    expect(redis).toBeUndefined()
  })

  it('refuses a pooled service without Redis', () => {
    expect(() => readConfig(notes, { ...env, REDIS_URL: '' })).toThrow(/REDIS_URL must be set/)
  })

  it.each(['', 'Notes', 'my-notes', 'notes-1', '9notes'])('refuses the name "%s"', (name) => {
    expect(() => readConfig({ name }, env)).toThrow(/a service cannot be called/)
  })

  it.each([
    ['POLLS_PORT', 'DATA_PLANE_PORT'],
    ['POLLS_INTERNAL_PORT', 'DATA_PLANE_INTERNAL_PORT'],
    ['POLLS_METRICS_PORT', 'DATA_PLANE_METRICS_PORT'],
    ['POLLS_DATABASE', 'DATA_PLANE_DATABASE'],
    ['POLLS_MAX_CONNECTIONS', 'DATA_PLANE_MAX_CONNECTIONS'],
    ['POLLS_TENANT', 'DATA_PLANE_TENANT'],
    ['POLLS_AUDIENCE', 'DATA_PLANE_TENANT'],
    ['POLLS_PAGES', 'DATA_PLANE_PAGES'],
  ])('refuses %s, and names %s', (before, now) => {
    const read = () => readConfig(notes, { ...env, [before]: '1' })
    expect(read).toThrow(`bad configuration: ${before} was renamed: set ${now} instead`)
  })

  it('names every variable that is missing', () => {
    expect(() => readConfig(notes, {})).toThrow(/CLUSTERS .*ROLE_SECRET .*ASSERTION_VERIFYING_KEYS/)
  })
})
