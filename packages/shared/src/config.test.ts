import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, port, readEnv } from './config.ts'

const schema = z.object({ NEW_PORT: port(80), HOST: z.string('must be set') })
const renamed = { OLD_PORT: 'NEW_PORT' } as const

describe('readEnv', () => {
  it('treats an empty value as absent', () => {
    expect(readEnv(schema, { HOST: 'a', NEW_PORT: '' })).toEqual({ HOST: 'a', NEW_PORT: 80 })
  })

  it('names every fault in one line', () => {
    const read = () => readEnv(schema, { NEW_PORT: 'x', OLD_PORT: '81' }, renamed)
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(
      /^bad configuration: OLD_PORT was renamed: set NEW_PORT instead; NEW_PORT must be a port; HOST must be set$/,
    )
  })

  it('refuses a setting under its old name, even with the new one', () => {
    const env = { HOST: 'a', NEW_PORT: '81', OLD_PORT: '81' }
    expect(() => readEnv(schema, env, renamed)).toThrow('OLD_PORT was renamed: set NEW_PORT')
  })

  it.each([
    ['an old name without a value', ''],
    ['what Kubernetes sets for a Service of that name', 'tcp://10.0.0.1:80'],
  ])('passes over %s', (_, value) => {
    expect(readEnv(schema, { HOST: 'a', OLD_PORT: value }, renamed).NEW_PORT).toBe(80)
  })
})
