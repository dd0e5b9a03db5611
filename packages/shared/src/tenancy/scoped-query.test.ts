import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindSql, sql, table } from './scoped-query.ts'

const place = { schema: 't_thor', tenantId: '0192f0c1-2b3c-7d4e-8f50-617283940a1b' }

describe('bindSql', () => {
  it('writes tables with schema and tenant', () => {
    expect(bindSql(sql`select * from ${table('polls')} p`, place)).toEqual({
      text: `select * from (select * from "t_thor"."polls" where tenant_id = '${place.tenantId}'::uuid) p`,
      values: [],
    })
  })

  it('makes parameters of values, through nested SQL too', () => {
    const condition = sql`id = ${7} and kind = ${'a'}`
    expect(bindSql(sql`select ${1} where ${condition} limit ${2}`, place)).toEqual({
      text: 'select $1 where id = $2 and kind = $3 limit $4',
      values: [1, 7, 'a', 2],
    })
  })

  it('never lets a value into the text', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(bindSql(sql`select ${value}`, place)).toEqual({ text: 'select $1', values: [value] })
      }),
    )
  })

  it('quotes whatever a schema is called', () => {
    const { text } = bindSql(sql`select from ${table('polls')}`, {
      ...place,
      schema: 'a"; drop table b; --',
    })
    expect(text).toContain('"a""; drop table b; --"."polls"')
  })
})
