import { z } from 'zod'
import type { PagedRoute, RowOf } from './api/answers.ts'
import type { Request } from './api/client.ts'
import { listUpTo } from './api/list-all.ts'
import { type Columns, tableOf } from './output/table.ts'
import { option, type Tools } from './verb.ts'

/** What every verb takes that lists what goes on. */
export const listOptions = [
  option('--limit <number>', 'at most so many (50)'),
  option('--cursor <cursor>', 'go on after this one, as an earlier list said'),
] as const

export const limitInput = {
  limit: z.coerce.number('must be a number').int('must be a whole number').min(1).default(50),
  cursor: z.string().optional(),
}

interface Listing<R extends PagedRoute> extends Pick<Request, 'query' | 'path'> {
  limit: number
  columns: Columns<RowOf<R>>
}

/** Lists up to `limit` rows as a table, and says where it goes on. */
export async function tellList<R extends PagedRoute>(
  { client, out }: Tools,
  route: R,
  { limit, query = {}, path = {}, columns }: Listing<R>,
): Promise<void> {
  const page = await listUpTo(client, route, { limit, query, path })
  out.result(page, () => tableOf(columns, page.results))
  if (page.next) out.note(`there is more: --cursor ${page.next}`)
}
