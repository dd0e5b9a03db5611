import type { Subject } from './routes.ts'
import { newName, type User } from './tenant.ts'
import { type PollView, pageOf, pollView, read, resultsView, voteView } from './views.ts'

/** Preparations that many tests need. Each throws if it is refused. */

export interface NewPoll {
  question?: string
  choices?: string[]
  closes_at?: string
}

export async function newPoll(user: User, poll: NewPoll = {}): Promise<PollView> {
  const body = { question: newName('Tea or coffee?'), choices: ['Tea', 'Coffee'], ...poll }
  return read(await user.post('/polls', body), 201, pollView)
}

export async function showPoll(user: User, { id }: { id: string }): Promise<PollView> {
  return read(await user.get(`/polls/${id}`), 200, pollView)
}

export async function listPolls(user: User, query = '') {
  return read(await user.get(`/polls${query}`), 200, pageOf(pollView))
}

export async function showResults(user: User, { id }: { id: string }) {
  return read(await user.get(`/polls/${id}/results`), 200, resultsView)
}

/** The path to vote for a choice of the poll: the first, or the one at `index`. */
export function votePath(poll: PollView, index = 0): string {
  return `/polls/${poll.id}/choices/${poll.choices[index]?.id}/vote`
}

export async function castVote(user: User, poll: PollView, index = 0) {
  return read(await user.post(votePath(poll, index)), 201, voteView)
}

/** A moment that has passed. */
export const longAgo = '2020-01-02T03:04:05.000Z'

/** A moment after the end of the suite. */
export const farOff = '2999-12-31T23:59:59.000Z'

/** One id of each kind. */
export type Ids = Record<Subject, string>

/** The ids of a poll of the user, one of its choices and the user's vote for it. */
export async function newThings(user: User): Promise<Ids> {
  const poll = await newPoll(user)
  const { id: vote, choice } = await castVote(user, poll)
  return { poll: poll.id, choice, vote, user: user.id }
}

/** The same id for everything. */
export function allIds(id: string): Ids {
  return { poll: id, choice: id, vote: id, user: id }
}
