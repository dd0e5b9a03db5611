import { sql } from '@mt/shared/tenancy/scoped-query'
import type { TenantScope } from '@mt/shared/tenancy/tenancy'
import { afterCursor, contains, type ListQuery, type Page, pageOf } from '../http/page.ts'
import { readPolls } from './read-polls.ts'
import type { PollView } from './schemas.ts'

/** A page of the tenant's polls, newest first. Throws a 422 for a cursor that is none. */
export async function listPolls(
  scope: TenantScope,
  { cursor, limit, q }: ListQuery,
): Promise<Page<PollView>> {
  const polls = await readPolls(scope, {
    where: sql`${afterCursor(cursor, sql`p.id`)} and ${contains(sql`p.question`, q)}`,
    rest: sql`order by p.id desc limit ${limit + 1}`,
  })
  return pageOf(polls, limit)
}
