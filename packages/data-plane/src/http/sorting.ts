import { z } from '@hono/zod-openapi'
import { invalid } from '@mt/shared/http/problem'
import { textFault } from '@mt/shared/http/text-fault'
import { type ScopedSql, sql } from '@mt/tenancy/sql/scoped-query'
import { afterCursor, type ListQuery, listQuery, type Page, pageOf } from './page.ts'

/**
 * The query of a list that can be sorted by these fields of its rows; `-` before a field reverses the
 * order.
 */
export function sortedQuery<Field extends string>(...fields: [Field, ...Field[]]) {
  return listQuery.extend({
    cursor: z.string().max(1_000).optional(),
    sort: z
      .enum([...fields, ...fields.map((field) => `-${field}` as const)])
      .optional()
      .openapi({
        description: 'The field to sort by, in reverse with `-`; by default, newest first',
      }),
  })
}

export type SortedQuery<Field extends string> = ListQuery & {
  sort?: Field | `-${Field}` | undefined
}

/** A list's `id`, and the SQL of each field. */
export interface SortedBy<Field extends string> {
  id: ScopedSql
  texts?: Partial<Record<Field, ScopedSql>>
  numbers?: Partial<Record<Field, ScopedSql>>
}

/** The parts of a statement that reads one page. */
export interface Sorting {
  after: ScopedSql
  by: ScopedSql
  /** Takes rows that were read with one more than the limit. */
  pageOf<Row extends { id: string }>(rows: Row[], limit: number): Page<Row>
}

/**
 * Orders by the field that the query names, then by the id. The cursor has both, so that a page continues
 * where the last one ended, whatever was added or deleted meanwhile. Without a field, newest first. Throws
 * a 422 for a cursor that does not fit this order.
 */
export function sortBy<Field extends string>(
  { cursor, sort }: Pick<SortedQuery<Field>, 'cursor' | 'sort'>,
  { id, texts = {}, numbers = {} }: SortedBy<Field>,
): Sorting {
  const field = sort?.replace(/^-/, '') as Field | undefined
  const value = field && (numbers[field] ?? texts[field])
  if (!value) return { after: afterCursor(cursor, id), by: sql`${id} desc`, pageOf }
  const [compare, direction] = sort?.startsWith('-') ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`]
  const last = cursor === undefined ? undefined : readCursor(cursor, numbers[field] ? 'n' : 't')
  return {
    after: last ? sql`(${value}, ${id}) ${compare} (${last[0]}, ${last[1]}::uuid)` : sql`true`,
    by: sql`${value} ${direction}, ${id} ${direction}`,
    pageOf(rows, limit) {
      const { results, next } = pageOf(rows, limit)
      return { results, next: next && writeCursor(results, field) }
    },
  }
}

const keptText = z
  .string()
  .max(300)
  .refine((value) => textFault(value) === undefined)

const cursorOf = {
  t: z.tuple([keptText, z.uuid()]),
  n: z.tuple([z.int32(), z.uuid()]),
}

function readCursor(cursor: string, kind: keyof typeof cursorOf): [string | number, string] {
  try {
    return cursorOf[kind].parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw invalid({ field: 'cursor', message: 'must be the `next` of an earlier page' })
  }
}

function writeCursor(rows: { id: string }[], field: string): string {
  const last = rows.at(-1)
  const value = last?.[field as keyof typeof last]
  return Buffer.from(JSON.stringify([value, last?.id])).toString('base64url')
}
