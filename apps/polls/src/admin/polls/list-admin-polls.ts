import { sql, table } from '@mt/shared/tenancy/scoped-query'
import type { TenantScope } from '@mt/shared/tenancy/tenancy'
import { afterCursor, contains, type ListQuery, type Page, pageOf } from '../../http/page.ts'

export interface AdminPollView {
  id: string
  question: string
  created_by: string
  pub_date: string
  closes_at: string | null
  votes: number
}

/** A page of the tenant's polls as a table shows them, newest first. */
export async function listAdminPolls(
  scope: TenantScope,
  { cursor, limit, q }: ListQuery,
): Promise<Page<AdminPollView>> {
  const rows = await scope.query<AdminPollView>(sql`
    select p.id, p.question, u.username as created_by, to_json(p.pub_date) as pub_date,
      to_json(p.closes_at) as closes_at,
      coalesce((select sum(c.votes)::int from ${table('choices')} c where c.poll_id = p.id), 0) as votes
    from ${table('polls')} p join ${table('users')} u on u.id = p.created_by_id
    where ${afterCursor(cursor, sql`p.id`)} and ${contains(sql`p.question`, q)}
    order by p.id desc limit ${limit + 1}`)
  return pageOf(rows, limit)
}
