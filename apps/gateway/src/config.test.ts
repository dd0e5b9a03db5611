import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { testEnv } from './testing/test-env.ts'

describe('readConfig', () => {
  it('reads upstreams by name', async () => {
    const config = readConfig(await testEnv({ UPSTREAMS: 'polls=http://a:1,other=http://b:2' }))
    expect(config.upstream.urls).toEqual({ polls: 'http://a:1', other: 'http://b:2' })
  })

  it.each([
    ['UPSTREAMS', 'polls=ftp://a'],
    ['UPSTREAMS', ''],
    ['ASSERTION_SIGNING_KEY', '{}'],
    ['GATEWAY_MAX_BODY_BYTES', '0'],
    ['CONTROL_PLANE_URL', 'nowhere'],
    ['TRUSTED_PROXIES', '10.0.0.0/8;127.0.0.1'],
  ])('refuses %s=%s and names it', async (name, value) => {
    const env = await testEnv({ [name]: value })
    expect(() => readConfig(env)).toThrow(new RegExp(`^bad configuration: ${name}`))
  })
})
