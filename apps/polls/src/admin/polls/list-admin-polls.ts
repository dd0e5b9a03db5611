import { isoTime } from '@mt/data-plane/http/iso-time'
import { contains, type Page } from '@mt/data-plane/http/page'
import { type SortedQuery, sortBy } from '@mt/data-plane/http/sorting'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { referenced, sql, table } from '@mt/tenancy/sql/scoped-query'

export interface AdminPollView {
  id: string
  question: string
  created_by: string
  pub_date: string
  closes_at: string | null
  votes: number
}

const votesOfPoll = sql`
  coalesce((select sum(c.votes)::int from ${table('choices')} c where c.poll_id = p.id), 0)`

const votesOfAll = sql`left join (
  select c.poll_id, sum(c.votes)::int as votes from ${table('choices')} c group by c.poll_id
) counted on counted.poll_id = p.id`

/** A page of the tenant's polls for a table, newest first. */
export async function listAdminPolls(
  scope: TenantScope,
  query: SortedQuery<'question' | 'created_by' | 'votes'>,
): Promise<Page<AdminPollView>> {
  const { limit, q } = query
  // Sorting by votes needs the sums of all polls; otherwise those of the page suffice.
  const isByVotes = query.sort?.endsWith('votes')
  const votes = isByVotes ? sql`coalesce(counted.votes, 0)` : votesOfPoll
  const sorting = sortBy(query, {
    id: sql`p.id`,
    texts: { question: sql`p.question`, created_by: sql`u.username` },
    numbers: { votes },
  })
  const rows = await scope.query<AdminPollView>(sql`
    select p.id, p.question, u.username as created_by, ${isoTime(sql`p.pub_date`)} as pub_date,
      ${isoTime(sql`p.closes_at`)} as closes_at,
      ${votes} as votes
    from ${table('polls')} p cross join ${referenced('users', sql`p.created_by_id`)} u
      ${isByVotes ? votesOfAll : sql``}
    where ${sorting.after} and ${contains(sql`p.question`, q)}
    order by ${sorting.by} limit ${limit + 1}`)
  return sorting.pageOf(rows, limit)
}
