import { z } from '@hono/zod-openapi'
import { isId } from '@mt/shared/ids'

const defaultLimit = 50
const maxLimit = 200

/** The query of a paged list: the cursor is the id of the last item of the page before. */
export const pageQuery = z.object({
  cursor: z.string().refine(isId, 'is not a cursor of this list').optional(),
  limit: z.coerce.number().int().min(1).max(maxLimit).default(defaultLimit),
})

export type PageQuery = z.infer<typeof pageQuery>

/** Cuts off the extra row, which was read only to see whether there is another page. */
export function pageOf<Row extends { id: string }>(rows: Row[], limit: number) {
  const results = rows.slice(0, limit)
  return { results, next: rows.length > limit ? (results.at(-1)?.id ?? null) : null }
}
