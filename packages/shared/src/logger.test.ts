import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineWriter, createLogger } from './logger.ts'

function lineOf(fields: object, message = 'said'): string {
  const lines: string[] = []
  createLogger('test', 'info', { write: (line) => void lines.push(line) }).info(fields, message)
  return lines.join('')
}

const secretField = fc.constantFrom(
  ...['password', 'passwordHash', 'token', 'authorization', 'Authorization', 'cookie'],
  ...['key', 'secret', 'x-key', 'x-token'],
)

/** A secret inside any number of objects and lists. */
function buried(field: string, secret: string, path: string[]): object {
  const innermost: object = { [field]: secret }
  return path.reduce(
    (inner, name) => (name === '[]' ? { list: [inner] } : { [name]: inner }),
    innermost,
  )
}

describe('createLogger', () => {
  it('leaves secrets out at every depth, whatever they hold', () => {
    const path = fc.array(fc.constantFrom('body', 'headers', 'cause', '[]'), { maxLength: 6 })
    const secret = fc.string().map((text) => `s3cret-${text}-s3cret`)
    fc.assert(
      fc.property(secretField, secret, path, (field, text, names) => {
        const line = lineOf(buried(field, text, names))
        expect(line).not.toContain('s3cret')
        expect(() => JSON.parse(line)).not.toThrow()
      }),
    )
  })

  it('leaves out what an error carries', () => {
    const err = Object.assign(new Error('refused'), { request: { headers: { cookie: 's3cret' } } })
    expect(lineOf({ err })).not.toContain('s3cret')
  })

  it('keeps everything else as it is', () => {
    const fields = { path: '/v1/tenants', keys: ['a'], nested: { keyboard: 'qwerty', tokens: 3 } }
    expect(JSON.parse(lineOf(fields))).toMatchObject({ ...fields, service: 'test', msg: 'said' })
  })
})

describe('createLineWriter', () => {
  it('writes what the logger itself would, whatever the fields hold', () => {
    const lines: Record<string, unknown>[] = []
    const write = (line: string) => void lines.push({ ...JSON.parse(line), time: 0 })
    const logger = createLogger('test', 'info', { write }).child({ part: 'x' })
    const writeLine = createLineWriter(logger, 'said')
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(undefined))
    fc.assert(
      fc.property(fc.record({ path: value, status: value, aborted: fc.boolean() }), (fields) => {
        lines.length = 0
        writeLine(fields)
        logger.info(fields, 'said')
        expect(lines[0]).toEqual(lines[1])
      }),
    )
  })

  it('writes nothing below the level', () => {
    const lines: string[] = []
    const logger = createLogger('test', 'warn', { write: (line) => void lines.push(line) })
    createLineWriter(logger, 'said')({ status: 200 })
    expect(lines).toEqual([])
  })
})
