import { conflict, notFound } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import type { Tenancy } from '@mt/tenancy/scope/tenancy'
import { insertInto, type ScopedSql, sql, table, update } from '@mt/tenancy/sql/scoped-query'
import { unknownToken, userOf } from '../users/authenticate.ts'
import type { VoteView } from './schemas.ts'

export interface Ballot {
  /** The voter's token. */
  token: string
  pollId: string
  choiceId: string
}

/** The result of the statement; null stands for what did not happen. */
interface Outcome {
  user_id: string | null
  closed: boolean | null
  vote_id: string | null
}

/**
 * Votes for a choice of the poll in the path, in one statement. The database decides who is first, not an
 * earlier check: of many concurrent votes of one user, one is accepted. Throws a 401 for an unknown token,
 * a 404 if the choice is not of this poll, and a 409 if the poll is closed or the user has already voted on
 * it.
 */
export async function vote(
  tenancy: Pick<Tenancy, 'runAll'>,
  tenant: TenantIdentity,
  ballot: Ballot,
): Promise<VoteView> {
  const [rows] = await tenancy.runAll(tenant, 'write', [castVote(ballot)])
  const [outcome] = rows as Outcome[]
  if (!outcome?.user_id) throw unknownToken()
  if (outcome.closed === null) throw notFound()
  if (outcome.closed) throw conflict('poll_closed', 'the poll is closed')
  if (!outcome.vote_id) throw conflict('already_voted', 'you have voted on this poll')
  const { pollId, choiceId } = ballot
  return { id: outcome.vote_id, poll: pollId, choice: choiceId, voted_by: outcome.user_id }
}

/**
 * Writes the vote and counts it, if the user and the choice exist and the poll is open. The user's row is
 * locked first, then the poll's: deletions of either lock the rows in the same order, so that one waits for
 * the other and there is no deadlock.
 */
function castVote({ token, pollId, choiceId }: Ballot): ScopedSql {
  const columns = ['id', 'poll_id', 'choice_id', 'voted_by_id', 'created_at']
  const ballot = sql`select ${newId()}::uuid, c.poll_id, c.id, v.id, now()
    from chosen c cross join voter v where not c.closed`
  const counted = update('choices', {
    set: sql`votes = votes + 1`,
    where: sql`id in (select choice_id from taken)`,
  })
  return sql`
    with voter as (${userOf(token)} for key share of u),
    chosen as (
      select c.id, c.poll_id, coalesce(p.closes_at <= now(), false) as closed
      from ${table('choices')} c join ${table('polls')} p on p.id = c.poll_id
      where c.id = ${choiceId} and p.id = ${pollId} and exists (select from voter)
      for key share of p
    ),
    taken as (
      ${insertInto('votes', columns, ballot)}
      on conflict (tenant_id, poll_id, voted_by_id) do nothing returning id, choice_id
    ),
    counted as (${counted})
    select (select id from voter) as user_id, (select closed from chosen) as closed,
      (select id from taken) as vote_id`
}
