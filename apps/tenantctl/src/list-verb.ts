import { z } from 'zod'
import type { PagedRoute, RowOf } from './api/answers.ts'
import type { Request } from './api/client.ts'
import { listUpTo } from './api/list-all.ts'
import { type Columns, tableOf } from './output/table.ts'
import { option, type Tools } from './verb.ts'

/** The options of every verb that lists something. */
export const listOptions = [
  option('--limit <number>', 'maximum number of items to list (default 50)'),
  option('--cursor <cursor>', 'continue after an earlier page'),
] as const

export const limitInput = {
  limit: z.coerce.number('must be a number').int('must be an integer').min(1).default(50),
  cursor: z.string().optional(),
}

interface Listing<R extends PagedRoute> extends Pick<Request, 'query' | 'path'> {
  limit: number
  columns: Columns<RowOf<R>>
}

/** Prints up to `limit` rows as a table, and the cursor of the next page. */
export async function printList<R extends PagedRoute>(
  { client, out }: Tools,
  route: R,
  { limit, query = {}, path = {}, columns }: Listing<R>,
): Promise<void> {
  const page = await listUpTo(client, route, { limit, query, path })
  out.result(page, () => tableOf(columns, page.results))
  if (page.next) out.note(`more results: --cursor ${page.next}`)
}
