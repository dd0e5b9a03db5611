import { isoTime } from '@mt/data-plane/http/iso-time'
import { contains, type Page } from '@mt/data-plane/http/page'
import { type SortedQuery, sortBy } from '@mt/data-plane/http/sorting'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { referenced, sql, table } from '@mt/tenancy/sql/scoped-query'

export interface AdminVoteView {
  id: string
  poll: string
  question: string
  choice: string
  choice_text: string
  voted_by: string
  at: string
}

/** A page of the tenant's votes, newest first, optionally of one poll; `q` searches voters' names. */
export async function listVotes(
  scope: TenantScope,
  query: SortedQuery<'voted_by' | 'choice_text' | 'question'> & { poll?: string | undefined },
): Promise<Page<AdminVoteView>> {
  const { limit, q, poll } = query
  const sorting = sortBy(query, {
    id: sql`v.id`,
    texts: {
      voted_by: sql`u.username`,
      choice_text: sql`c.choice_text`,
      question: sql`p.question`,
    },
  })
  const rows = await scope.query<AdminVoteView>(sql`
    select v.id, v.poll_id as poll, p.question, v.choice_id as choice, c.choice_text,
      u.username as voted_by, ${isoTime(sql`v.created_at`)} as at
    from ${table('votes')} v
      cross join ${referenced('polls', sql`v.poll_id`)} p
      cross join ${referenced('choices', sql`v.choice_id`)} c
      cross join ${referenced('users', sql`v.voted_by_id`)} u
    where ${sorting.after} and ${contains(sql`u.username`, q)}
      and ${poll ? sql`v.poll_id = ${poll}` : sql`true`}
    order by ${sorting.by} limit ${limit + 1}`)
  return sorting.pageOf(rows, limit)
}
