import { newId } from '@mt/shared/ids'
import { bindSql, sql } from '@mt/tenancy/sql/scoped-query'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SortedBy, sortBy } from './sorting.ts'

const owner = { schema: 's', tenantId: newId() }
const list: SortedBy<'name' | 'votes'> = {
  id: sql`id`,
  texts: { name: sql`name` },
  numbers: { votes: sql`votes` },
}
const textOf = (statement: ReturnType<typeof sql>) => bindSql(statement, owner).text

describe('sortBy', () => {
  it('sorts newest first without a field', () => {
    expect(textOf(sortBy({}, list).by)).toBe('id desc')
  })

  it('reverses a field together with the id', () => {
    expect(textOf(sortBy({ sort: 'name' }, list).by)).toBe('name asc, id asc')
    expect(textOf(sortBy({ sort: '-votes' }, list).by)).toBe('votes desc, id desc')
  })

  it('continues after the last row, by its value and its id', () => {
    const rows = [1, 2, 3].map((votes) => ({ id: newId(), votes }))
    const { next } = sortBy({ sort: 'votes' }, list).pageOf(rows, 2)
    const { after } = sortBy({ sort: 'votes', cursor: next ?? '' }, list)
    expect(bindSql(after, owner)).toEqual({
      text: '(votes, id) > ($1, $2::uuid)',
      values: [2, rows[1]?.id],
    })
  })

  it('has no next page when no more rows were found than asked for', () => {
    expect(sortBy({ sort: 'votes' }, list).pageOf([{ id: newId() }], 1).next).toBeNull()
  })

  it('refuses a cursor that no page of this order returned', () => {
    const { next } = sortBy({ sort: 'name' }, list).pageOf(
      [1, 2].map(() => ({ id: newId(), name: 'x' })),
      1,
    )
    const cursors = fc.oneof(fc.string({ minLength: 1 }), fc.constant(next ?? ''))
    fc.assert(
      fc.property(cursors, (cursor) => {
        expect(() => sortBy({ sort: 'votes', cursor }, list)).toThrow(
          expect.objectContaining({ status: 422 }),
        )
      }),
    )
  })
})
