import { type ScopedSql, sql, table } from '@mt/shared/tenancy/scoped-query'
import type { TenantScope } from '@mt/shared/tenancy/tenancy'
import { isoTime } from '../http/iso-time.ts'
import type { PollView } from './schemas.ts'

/** Which polls to read: a condition on `p`, and what follows it. */
export interface PollSelection {
  where: ScopedSql
  rest?: ScopedSql
}

/**
 * Polls with creator, choices and counts of votes, in one statement however many there are. The counts
 * stand on the choices: no vote is read.
 */
export function readPolls(scope: TenantScope, selection: PollSelection): Promise<PollView[]> {
  return scope.query<PollView>(sql`
    select p.id, p.question, ${isoTime(sql`p.pub_date`)} as pub_date, ${isoTime(sql`p.closes_at`)} as closes_at,
      json_build_object('id', u.id, 'username', u.username) as created_by,
      coalesce((
        select json_agg(json_build_object('id', c.id, 'choice_text', c.choice_text, 'votes', c.votes) order by c.id)
        from ${table('choices')} c where c.poll_id = p.id
      ), '[]') as choices
    from ${table('polls')} p join ${table('users')} u on u.id = p.created_by_id
    where ${selection.where} ${selection.rest ?? sql``}`)
}
