import { PostgreSqlPlatform } from '@mikro-orm/postgresql'
import fc from 'fast-check'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { databaseFaults, faultOf, isPassing } from './database-errors.ts'
import { databaseProblem, passingProblem, servingProblem } from './database-problem.ts'

interface Fields {
  code?: string
  routine?: string
  message?: string
}

/** An error as the driver creates it from PostgreSQL's message. */
function databaseError({ message = 'nicht auf Englisch', ...fields }: Fields): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(message, 100, 'error'), fields)
}

const systemError = (code: string) => Object.assign(new Error(`connect ${code}`), { code })

/** As ORM and verbs pass an error on. */
const wrappings: [string, (error: Error) => Error][] = [
  ['as it is', (error) => error],
  ['wrapped by the ORM', (error) => platform.getExceptionConverter().convertException(error)],
  ['as a cause of a cause', (error) => new Error('a', { cause: new Error('b', { cause: error }) })],
  ['among several', (error) => new AggregateError([new Error('another'), error])],
]
const platform = new PostgreSqlPlatform()

const passing: Fields[] = [
  ...['08000', '08001', '08003', '08006', '08P01'],
  ...['57P01', '57P02', '57P03', '57P04', '57P05'],
  ...['53000', '53100', '53200', '53300', '53400'],
  ...['25006', '25P03', '25P04', '40001', '40P01', '55P03', '57014', '58000', '58030'],
].map((code) => ({ code }))
passing.push({ code: '0A000', routine: 'call_bool_check_hook' })
passing.push({ code: '0A000', routine: 'RevalidateCachedQuery' })

const unusable: Fields[] = ['3D000', '3F000', '42P01', '28P01', '28000'].map((code) => ({ code }))
unusable.push({ code: '22023', routine: 'call_string_check_hook' })

const faultsOfTheCode: Fields[] = [
  ...['0A000', '22023', 'XX000', '42601', '42501', '42703', '22P02', '23505', '23514', '25P02'],
].map((code) => ({ code }))
faultsOfTheCode.push({ code: '0A000', routine: 'transformOnConflictClause' })
faultsOfTheCode.push({ code: '22023', routine: 'parse_and_validate_value' })
faultsOfTheCode.push({ code: 'XX000', routine: 'simple_heap_update' })

describe.each(wrappings)('an error %s', (_, wrap) => {
  it.each(passing)('is a 503 with Retry-After in both planes if it is temporary: %o', (fields) => {
    const error = wrap(databaseError(fields))
    for (const problemOf of [passingProblem, databaseProblem, servingProblem]) {
      const problem = problemOf(error)
      expect(problem).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
      expect(problem?.message).toMatch(/^the database /)
    }
  })

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT'])(
    'is a 503 in both planes if the network failed: %s',
    (code) => {
      const error = wrap(systemError(code))
      expect(passingProblem(error)?.status).toBe(503)
      expect(databaseProblem(error)?.status).toBe(503)
    },
  )

  it.each(unusable)(
    'is a 503 to a tenant whose placement cannot be used, and to no other: %o',
    (fields) => {
      const error = wrap(databaseError(fields))
      expect(servingProblem(error)).toMatchObject({ status: 503, headers: { 'retry-after': '30' } })
      expect(databaseProblem(error)).toBeUndefined()
      expect(passingProblem(error)).toBeUndefined()
    },
  )

  it('is a 404 to a tenant if what it refers to was deleted', () => {
    const error = wrap(databaseError({ code: '23503' }))
    expect(servingProblem(error)?.status).toBe(404)
    expect(passingProblem(error)).toBeUndefined()
  })

  it.each(faultsOfTheCode)('is no answer if the request itself is wrong: %o', (fields) => {
    const error = wrap(databaseError(fields))
    expect(servingProblem(error)).toBeUndefined()
    expect(passingProblem(error)).toBeUndefined()
  })
})

describe('faultOf', () => {
  it('reads no text', () => {
    for (const message of [
      'Connection terminated unexpectedly',
      'timeout exceeded when trying to connect',
      'cached plan must not change result type',
      'cannot set transaction read-write mode during recovery',
      'role "x" does not exist',
    ]) {
      expect(faultOf(new Error(message))).toBeUndefined()
      expect(faultOf(databaseError({ code: '0A000', message }))).toBeUndefined()
    }
  })

  it('has one meaning for a code, whatever the text and the routine', () => {
    const codes = Object.keys(databaseFaults).filter((key) => /^\w{5,}$/.test(key))
    const anything = fc.record({
      code: fc.constantFrom(...codes),
      message: fc.string(),
      routine: fc.option(fc.string(), { nil: undefined }),
    })
    fc.assert(
      fc.property(anything, ({ code, message, routine }) => {
        const error = databaseError({ code, message, ...(routine && { routine }) })
        expect(faultOf(error)).toBe(databaseFaults[code])
      }),
    )
  })

  it('knows nothing of a code that is not in the table', () => {
    const isListed = (code: string) =>
      [code, code.slice(0, 2)].some((key) => Object.hasOwn(databaseFaults, key))
    const unlisted = fc
      .oneof(fc.stringMatching(/^[0-9A-Z]{5}$/), fc.string())
      .filter((code) => !isListed(code))
    fc.assert(
      fc.property(unlisted, (code) => {
        expect(faultOf(databaseError({ code }))).toBeUndefined()
      }),
    )
  })

  it('looks at each cause once', () => {
    const error = new Error('one')
    error.cause = new Error('another', { cause: error })
    expect(faultOf(error)).toBeUndefined()
  })

  it('takes the outermost that the database knows of', () => {
    const cause = databaseError({ code: '57P01' })
    expect(faultOf(Object.assign(databaseError({ code: '55P03' }), { cause }))).toBe('locked')
  })

  it.each([undefined, null, 'text', { code: '57P01' }, Object.assign(new Error(), { code: 7 })])(
    'takes no other thing for an error: %o',
    (value) => expect(faultOf(value)).toBeUndefined(),
  )
})

describe('isPassing', () => {
  it('is false for what lasts', () => {
    expect(isPassing('duplicate')).toBe(false)
    expect(isPassing(undefined)).toBe(false)
  })
})
