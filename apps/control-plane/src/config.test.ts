import { newKeyTexts } from '@mt/shared/keys'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const { signing } = await newKeyTexts('k1')

const env = {
  DATABASE_URL: 'postgres://postgres@127.0.0.1:5432/postgres',
  REDIS_URL: 'redis://127.0.0.1:6379',
  REGISTRY_API_KEY: 'registry-key',
  REGISTRY_SIGNING_KEY: signing,
  INTERNAL_SIGNING_KEY: signing,
}

describe('readConfig', () => {
  it('refuses the development key outside development', () => {
    expect(() => readConfig({ ...env, OPS_API_KEY: 'dev-ops-key' })).toThrow(/OPS_API_KEY is the/)
  })

  it('refuses a missing key outside development', () => {
    expect(() => readConfig(env)).toThrow(/^bad configuration: OPS_API_KEY must be set/)
  })

  it('has a default key in development', () => {
    const config = readConfig({ ...env, NODE_ENV: 'development' })
    expect(config.apiKeys.bootstrap).toBe('dev-ops-key')
  })

  it('accepts another key', () => {
    expect(readConfig({ ...env, OPS_API_KEY: 'mine' }).apiKeys.bootstrap).toBe('mine')
  })

  it('refuses domains without a proof in production', () => {
    const read = (NODE_ENV: string) =>
      readConfig({ ...env, NODE_ENV, OPS_API_KEY: 'mine', DOMAIN_PROOF: 'none' }).domains.proof
    expect(read('development')).toBe('none')
    expect(() => read('production')).toThrow(/^bad configuration: DOMAIN_PROOF must be dns/)
  })

  it.each(['9.9.9.9', '127.0.0.1:5353,[::1]:53', '2620:fe::fe 9.9.9.9'])(
    'takes the name servers %s',
    (DNS_RESOLVERS) => {
      const { domains } = readConfig({ ...env, OPS_API_KEY: 'mine', DNS_RESOLVERS })
      expect(domains.resolvers).toEqual(DNS_RESOLVERS.split(/[ ,]/))
    },
  )

  it.each(['dns.example.org', '1.2.3', '9.9.9.9:99999'])('takes no name server %s', (wrong) => {
    const read = () => readConfig({ ...env, OPS_API_KEY: 'mine', DNS_RESOLVERS: wrong })
    expect(read).toThrow(/^bad configuration: DNS_RESOLVERS must be IP addresses/)
  })

  it.each([
    ['POLLS_DATABASE', 'DATA_PLANE_DATABASE'],
    ['POLLS_INTERNAL_URL', 'DATA_PLANE_INTERNAL_URL'],
    ['RUNTIME_POLLS', 'RUNTIME_SERVICE'],
    ['DOCKER_POLLS_IMAGE', 'DOCKER_SERVICE_IMAGE'],
    ['DOCKER_POLLS_MEMORY_MB', 'DOCKER_SERVICE_MEMORY_MB'],
    ['DOCKER_POLLS_CPUS', 'DOCKER_SERVICE_CPUS'],
  ])('refuses %s, and names %s', (before, now) => {
    const read = () => readConfig({ ...env, OPS_API_KEY: 'mine', [before]: '1' })
    expect(read).toThrow(`bad configuration: ${before} was renamed: set ${now} instead`)
  })

  it('names every variable that is missing', () => {
    expect(() => readConfig({})).toThrow(/DATABASE_URL .*REDIS_URL .*REGISTRY_API_KEY/)
  })
})
