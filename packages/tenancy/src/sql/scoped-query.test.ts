import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindSql, deleteFrom, insertInto, sql, table, update } from './scoped-query.ts'

const owner = { schema: 't_thor', tenantId: '0192f0c1-2b3c-7d4e-8f50-617283940a1b' }

describe('bindSql', () => {
  it('writes tables with schema and tenant', () => {
    expect(bindSql(sql`select * from ${table('polls')} p`, owner)).toEqual({
      text: `select * from (select * from "t_thor"."polls" where tenant_id = $1::uuid) p`,
      values: [owner.tenantId],
    })
  })

  it('names the tenant once, however many tables there are', () => {
    const statement = sql`select ${1} from ${table('a')} a, ${table('b')} b`
    expect(bindSql(statement, owner)).toEqual({
      text: 'select $1 from (select * from "t_thor"."a" where tenant_id = $2::uuid) a, (select * from "t_thor"."b" where tenant_id = $2::uuid) b',
      values: [1, owner.tenantId],
    })
  })

  it('writes the tenant into new rows', () => {
    const { text, values } = bindSql(sql`${insertInto('notes', ['id'], sql`select ${7}`)}`, owner)
    expect(text).toBe(
      'insert into "t_thor"."notes" ("tenant_id", "id") select $1::uuid, fresh.* from (select $2) fresh',
    )
    expect(values).toEqual([owner.tenantId, 7])
  })

  it('changes rows of the tenant only, whatever the condition', () => {
    const changes = { set: sql`a = ${1}`, where: sql`id = ${2} or true` }
    expect(bindSql(sql`${update('notes', changes)}`, owner).text).toBe(
      'update "t_thor"."notes" set a = $1 where tenant_id = $2::uuid and (id = $3 or true)',
    )
  })

  it('deletes rows of the tenant only, whatever the condition', () => {
    const statement = sql`${deleteFrom('notes', sql`id = ${2} or true`)} returning id`
    expect(bindSql(statement, owner)).toEqual({
      text: 'delete from "t_thor"."notes" where tenant_id = $1::uuid and (id = $2 or true) returning id',
      values: [owner.tenantId, 2],
    })
  })

  it('makes parameters of values, through nested SQL too', () => {
    const condition = sql`id = ${7} and kind = ${'a'}`
    expect(bindSql(sql`select ${1} where ${condition} limit ${2}`, owner)).toEqual({
      text: 'select $1 where id = $2 and kind = $3 limit $4',
      values: [1, 7, 'a', 2],
    })
  })

  it('never lets a value into the text', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(bindSql(sql`select ${value}`, owner)).toEqual({ text: 'select $1', values: [value] })
      }),
    )
  })

  it('quotes whatever a schema is called', () => {
    const { text } = bindSql(sql`select from ${table('polls')}`, {
      ...owner,
      schema: 'a"; drop table b; --',
    })
    expect(text).toContain('"a""; drop table b; --"."polls"')
  })
})
