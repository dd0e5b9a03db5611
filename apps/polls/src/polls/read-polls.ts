import { isoTime } from '@mt/data-plane/http/iso-time'
import { referenced, type ScopedSql, sql, table } from '@mt/tenancy/sql/scoped-query'

/** The polls to read: a condition on `p`, and what follows it. */
export interface PollSelection {
  where: ScopedSql
  rest?: ScopedSql
}

/** A poll in the form of the API (PollView), as JSON. */
export interface PollText {
  id: string
  json: string
}

/**
 * SQL for polls with their creators, choices and numbers of votes, in one statement however many there are.
 * Returns rows of PollText. The numbers are in the choices, so no vote is read.
 */
export function selectPolls({ where, rest = sql`` }: PollSelection): ScopedSql {
  return sql`
    select p.id, json_build_object('id', p.id, 'question', p.question,
      'pub_date', ${isoTime(sql`p.pub_date`)}, 'closes_at', ${isoTime(sql`p.closes_at`)},
      'created_by', json_build_object('id', u.id, 'username', u.username),
      'choices', coalesce((
        select json_agg(json_build_object('id', c.id, 'choice_text', c.choice_text, 'votes', c.votes) order by c.id)
        from ${table('choices')} c where c.poll_id = p.id
      ), '[]'))::text as json
    from ${table('polls')} p cross join ${referenced('users', sql`p.created_by_id`)} u
    where ${where} ${rest}`
}
