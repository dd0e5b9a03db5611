import { sql, table } from '@mt/tenancy/sql/scoped-query'
import type { UserScope } from '../http/as-user.ts'
import type { VoteView } from './schemas.ts'
import { showPoll } from './show-poll.ts'

/** The user's vote on a poll, or null. Throws a 404 if there is no such poll. */
export async function readOwnVote(
  { scope, user }: UserScope,
  pollId: string,
): Promise<{ vote: VoteView | null }> {
  await showPoll(scope, pollId)
  const [vote] = await scope.query<VoteView>(sql`
    select v.id, v.poll_id as poll, v.choice_id as choice, v.voted_by_id as voted_by
    from ${table('votes')} v where v.poll_id = ${pollId} and v.voted_by_id = ${user.id}`)
  return { vote: vote ?? null }
}
