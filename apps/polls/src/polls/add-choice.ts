import { conflict } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import type { UserScope } from '../http/as-user.ts'
import { Choice } from './choice.entity.ts'
import { findOwnPoll } from './find-own-poll.ts'
import { refuseEqualChoice } from './refuse-equal-choice.ts'
import { type ChoiceView, maxChoices } from './schemas.ts'

/**
 * Adds a choice to the poll in the path, which the user must be allowed to change. Concurrent additions to
 * one poll wait for each other. Throws a 409 for a full poll, and a 422 for a choice that it already has.
 */
export async function addChoice(
  request: UserScope,
  pollId: string,
  choiceText: string,
): Promise<ChoiceView> {
  const { scope } = request
  const poll = await findOwnPoll(request, pollId)
  await holdPoll(scope, pollId)
  await requireRoom(scope, pollId)
  await refuseEqualChoice(scope, { pollId, text: choiceText })
  const choice = scope.em.create(Choice, { poll, choiceText })
  await scope.em.persist(choice).flush()
  return { id: choice.id, choice_text: choice.choiceText, votes: 0 }
}

/** Votes are not blocked: they lock only the poll's key. */
async function holdPoll({ query }: TenantScope, pollId: string): Promise<void> {
  await query(sql`select from ${table('polls')} p where p.id = ${pollId} for no key update of p`)
}

async function requireRoom({ query }: TenantScope, pollId: string): Promise<void> {
  const [counted] = await query<{ count: number }>(sql`
    select count(*)::int as count from ${table('choices')} c where c.poll_id = ${pollId}`)
  if ((counted?.count ?? 0) < maxChoices) return
  throw conflict('limit_reached', `a poll has at most ${maxChoices} choices`)
}
