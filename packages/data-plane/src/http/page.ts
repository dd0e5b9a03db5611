import { z } from '@hono/zod-openapi'
import { invalid } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import { type ScopedSql, sql } from '@mt/tenancy/sql/scoped-query'
import { text } from './text.ts'

/** The query of every list: where to continue, how many rows, and a text to search for. */
export const listQuery = z.object({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  q: text().trim().max(100).optional(),
})

export type ListQuery = z.infer<typeof listQuery>

export interface Page<Row> {
  results: Row[]
  next: string | null
}

/** The answer of a list of `row`. */
export function pageView<Row extends z.ZodType>(row: Row) {
  return z.object({
    results: z.array(row),
    next: z
      .string()
      .nullable()
      .openapi({ description: 'The `cursor` of the next page; null on the last one' }),
  })
}

/**
 * The condition for rows after a cursor, newest first: ids sort by the time of their creation. Throws a 422
 * for an invalid cursor.
 */
export function afterCursor(cursor: string | undefined, id: ScopedSql): ScopedSql {
  if (cursor === undefined) return sql`true`
  const last = Buffer.from(cursor, 'base64url').toString()
  if (!isId(last))
    throw invalid({ field: 'cursor', message: 'must be the `next` of an earlier page' })
  return sql`${id} < ${last}::uuid`
}

/** The condition that a text contains `q`, in upper or lower case. */
export function contains(text: ScopedSql, q: string | undefined): ScopedSql {
  return q ? sql`${text} ilike ${`%${q.replace(/[\\%_]/g, '\\$&')}%`}` : sql`true`
}

/**
 * Makes a page from rows that were read with one more than the limit, to know whether there is a next page.
 */
export function pageOf<Row extends { id: string }>(rows: Row[], limit: number): Page<Row> {
  const results = rows.slice(0, limit)
  const last = results.at(-1)
  const more = rows.length > limit && last
  return { results, next: more ? Buffer.from(last.id).toString('base64url') : null }
}
