import { afterCursor, contains, type ListQuery, pageOf } from '@mt/data-plane/http/page'
import { sql } from '@mt/tenancy/sql/scoped-query'
import { type PollText, selectPolls } from './read-polls.ts'

/**
 * A page of the tenant's polls, newest first, as JSON that `ask` reads. Throws a 422 for an invalid cursor.
 */
export async function listPolls(
  ask: (statement: ReturnType<typeof sql>) => Promise<PollText[]>,
  { cursor, limit, q }: ListQuery,
): Promise<string> {
  const statement = selectPolls({
    where: sql`${afterCursor(cursor, sql`p.id`)} and ${contains(sql`p.question`, q)}`,
    rest: sql`order by p.id desc limit ${limit + 1}`,
  })
  const { results, next } = pageOf(await ask(statement), limit)
  const polls = results.map(({ json }) => json)
  return `{"results":[${polls.join(',')}],"next":${JSON.stringify(next)}}`
}
