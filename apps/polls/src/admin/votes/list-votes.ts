import { sql, table } from '@mt/shared/tenancy/scoped-query'
import type { TenantScope } from '@mt/shared/tenancy/tenancy'
import { afterCursor, contains, type ListQuery, type Page, pageOf } from '../../http/page.ts'

export interface AdminVoteView {
  id: string
  poll: string
  question: string
  choice: string
  choice_text: string
  voted_by: string
  at: string
}

/** A page of the tenant's votes, newest first, of one poll where one is named; `q` looks in voters' names. */
export async function listVotes(
  scope: TenantScope,
  { cursor, limit, q, poll }: ListQuery & { poll?: string | undefined },
): Promise<Page<AdminVoteView>> {
  const rows = await scope.query<AdminVoteView>(sql`
    select v.id, v.poll_id as poll, p.question, v.choice_id as choice, c.choice_text,
      u.username as voted_by, to_json(v.created_at) as at
    from ${table('votes')} v
      join ${table('polls')} p on p.id = v.poll_id
      join ${table('choices')} c on c.id = v.choice_id
      join ${table('users')} u on u.id = v.voted_by_id
    where ${afterCursor(cursor, sql`v.id`)} and ${contains(sql`u.username`, q)}
      and ${poll ? sql`v.poll_id = ${poll}` : sql`true`}
    order by v.id desc limit ${limit + 1}`)
  return pageOf(rows, limit)
}
