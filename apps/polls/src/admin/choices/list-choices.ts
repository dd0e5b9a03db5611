import { contains, type Page } from '@mt/data-plane/http/page'
import { type SortedQuery, sortBy } from '@mt/data-plane/http/sorting'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { referenced, sql, table } from '@mt/tenancy/sql/scoped-query'

export interface AdminChoiceView {
  id: string
  poll: string
  question: string
  choice_text: string
  votes: number
}

/** A page of the tenant's choices, newest first, optionally of one poll. */
export async function listChoices(
  scope: TenantScope,
  query: SortedQuery<'choice_text' | 'question' | 'votes'> & { poll?: string | undefined },
): Promise<Page<AdminChoiceView>> {
  const { limit, q, poll } = query
  const sorting = sortBy(query, {
    id: sql`c.id`,
    texts: { choice_text: sql`c.choice_text`, question: sql`p.question` },
    numbers: { votes: sql`c.votes` },
  })
  const rows = await scope.query<AdminChoiceView>(sql`
    select c.id, c.poll_id as poll, p.question, c.choice_text, c.votes
    from ${table('choices')} c cross join ${referenced('polls', sql`c.poll_id`)} p
    where ${sorting.after} and ${contains(sql`c.choice_text`, q)}
      and ${poll ? sql`c.poll_id = ${poll}` : sql`true`}
    order by ${sorting.by} limit ${limit + 1}`)
  return sorting.pageOf(rows, limit)
}
