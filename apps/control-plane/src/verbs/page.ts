import { z } from '@hono/zod-openapi'
import { isId } from '@mt/shared/ids'

const defaultLimit = 50
const maxLimit = 200

/** The query of a list that goes on: the cursor is the id of the last one seen. */
export const pageQuery = z.object({
  cursor: z.string().refine(isId, 'is not a cursor of this list').optional(),
  limit: z.coerce.number().int().min(1).max(maxLimit).default(defaultLimit),
})

export type PageQuery = z.infer<typeof pageQuery>

/** Cuts the one row more that was asked for; it only tells that there is another page. */
export function pageOf<Row extends { id: string }>(rows: Row[], limit: number) {
  const results = rows.slice(0, limit)
  return { results, next: rows.length > limit ? (results.at(-1)?.id ?? null) : null }
}
