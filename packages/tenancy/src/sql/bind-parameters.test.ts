import { raw } from '@mikro-orm/core'
import { describe, expect, it } from 'vitest'
import { bindParameters } from './bind-parameters.ts'

const bind = (sql: string, params: readonly unknown[] = []) =>
  bindParameters(sql, params, (name) => `"${name}"`)

describe('bindParameters', () => {
  it('counts values in their order and leaves them out of the text', () => {
    expect(bind('insert into t values (?, ?)', ["o'hara", null])).toEqual({
      text: 'insert into t values ($1, $2)',
      values: ["o'hara", null],
    })
  })

  it('writes names and fragments into the text, with the values of fragments bound', () => {
    const at = raw("now() - ? * interval '1 s'", [5])
    expect(bind('select ?? from t where at < ? and a \\? ?', ['a', at, 'k'])).toEqual({
      text: `select "a" from t where at < now() - $1 * interval '1 s' and a ? $2`,
      values: [5, 'k'],
    })
  })

  it('binds each value of a list, and JSON as text', () => {
    const date = new Date(0)
    expect(
      bind('select 1 where a in (?) and b = ? and c = ?', [['x', 'y'], { z: [1] }, date]),
    ).toEqual({
      text: 'select 1 where a in ($1, $2) and b = $3 and c = $4',
      values: ['x', 'y', '{"z":[1]}', '1970-01-01T00:00:00.000Z'],
    })
  })

  it('takes no value that is undefined', () => {
    expect(() => bind('select ?', [undefined])).toThrow(TypeError)
    expect(() => bind('select ?', [])).toThrow(TypeError)
  })
})
