import { describe, expect, it } from 'vitest'
import { parseOptions, UsageError } from './run-options.ts'

const needed = [
  '--gateway',
  'http://127.0.0.1:8080',
  '--ops',
  'http://127.0.0.1:8081',
  '--key',
  'k',
]

describe('parseOptions', () => {
  it('accepts gateway, control plane and key, and tests every model', () => {
    expect(parseOptions(needed)).toEqual({
      help: false,
      models: ['shared', 'schema', 'database', 'dedicated'],
      deployment: {
        gateways: ['http://127.0.0.1:8080'],
        ops: 'http://127.0.0.1:8081',
        key: 'k',
      },
    })
  })

  it('accepts more gateways, some models and a domain', () => {
    const more = [
      '--gateway',
      'https://b.example/',
      '--model',
      'schema',
      '--base-domain',
      'b.example',
    ]
    const { deployment, models } = parseOptions([...needed, ...more])
    expect(models).toEqual(['schema'])
    expect(deployment).toMatchObject({
      gateways: ['http://127.0.0.1:8080', 'https://b.example'],
      baseDomain: 'b.example',
    })
  })

  it('uses the key of the environment by default', () => {
    expect(parseOptions(needed.slice(0, 4), 'e')).toMatchObject({ deployment: { key: 'e' } })
    expect(parseOptions(needed, 'e')).toMatchObject({ deployment: { key: 'k' } })
  })

  it('needs no other option for help', () => {
    expect(parseOptions(['--help'])).toMatchObject({ help: true })
  })

  it.each([
    [[], '--gateway, --ops, --key'],
    [needed.slice(0, 4), '--key'],
    [[...needed, '--model', 'silo'], 'silo'],
    [[...needed, '--polls', 'nowhere'], '--polls'],
    [['--gateway', 'ftp://x'], '--gateway'],
    [[...needed, '--unknown'], '--unknown'],
    [[...needed, 'word'], 'word'],
  ])('refuses %j and names the fault', (args, named) => {
    expect(() => parseOptions(args)).toThrow(UsageError)
    expect(() => parseOptions(args)).toThrow(named)
  })
})
