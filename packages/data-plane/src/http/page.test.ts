import { newId } from '@mt/shared/ids'
import { bindSql, sql } from '@mt/tenancy/sql/scoped-query'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterCursor, contains, pageOf } from './page.ts'

const owner = { schema: 's', tenantId: newId() }
const rows = (count: number) => Array.from({ length: count }, () => ({ id: newId() }))

describe('pageOf', () => {
  it('has no next page when no more rows were found than asked for', () => {
    expect(pageOf(rows(3), 3)).toMatchObject({ next: null })
  })

  it('returns a cursor that continues after its last row', () => {
    const found = rows(4)
    const page = pageOf(found, 3)
    expect(page.results).toEqual(found.slice(0, 3))
    const { values } = bindSql(afterCursor(page.next ?? '', sql`id`), owner)
    expect(values).toEqual([found[2]?.id])
  })
})

describe('afterCursor', () => {
  it('refuses a cursor that no page returned', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (cursor) => {
        expect(() => afterCursor(cursor, sql`id`)).toThrow(
          expect.objectContaining({
            status: 422,
            errors: [expect.objectContaining({ field: 'cursor' })],
          }),
        )
      }),
    )
  })
})

describe('contains', () => {
  it('treats wildcards as plain characters', () => {
    const { values } = bindSql(contains(sql`question`, '100%_\\'), owner)
    expect(values).toEqual(['%100\\%\\_\\\\%'])
  })

  it('has no condition without a search text', () => {
    expect(bindSql(contains(sql`question`, ''), owner)).toEqual({ text: 'true', values: [] })
  })
})
