import { notFound } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'

export interface ResultsView {
  id: string
  closed: boolean
  total: number
  choices: { id: string; choice_text: string; votes: number }[]
}

/** The results of a poll. Throws a 404. */
export async function readResults(scope: TenantScope, pollId: string): Promise<ResultsView> {
  const [results] = await scope.query<ResultsView>(sql`
    select p.id, coalesce(p.closes_at <= now(), false) as closed,
      coalesce((select sum(c.votes)::int from ${table('choices')} c where c.poll_id = p.id), 0) as total,
      coalesce((
        select json_agg(json_build_object('id', c.id, 'choice_text', c.choice_text, 'votes', c.votes) order by c.id)
        from ${table('choices')} c where c.poll_id = p.id
      ), '[]') as choices
    from ${table('polls')} p where p.id = ${pollId}`)
  if (!results) throw notFound()
  return results
}
