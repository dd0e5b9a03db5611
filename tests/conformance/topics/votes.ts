import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { castVote, farOff, longAgo, newPoll, showPoll, showResults, votePath } from '../polls.ts'
import { invalid, notFound, problem } from '../problems.ts'
import { ownVoteView, read, voteView } from '../views.ts'

const alreadyVoted = problem(409, 'already_voted')
const closed = problem(409, 'poll_closed')

/** Votes, and how they are counted. */
export function describeVotes(it: ConformanceTest): void {
  describe('POST /polls/:id/choices/:choiceId/vote', () => {
    it('counts the vote of each user', async ({ alice, bob, root, poll }) => {
      const vote = read(await bob.post(votePath(poll)), 201, voteView)
      expect(vote).toMatchObject({ poll: poll.id, choice: poll.choices[0]?.id, voted_by: bob.id })
      await castVote(alice, poll)
      await castVote(root, poll, 1)
      expect((await showPoll(alice, poll)).choices.map(({ votes }) => votes)).toEqual([2, 1])
    })

    it('accepts an empty body, {} and no body', async ({ alice, bob, root, poll }) => {
      const path = votePath(poll)
      const headers = { 'content-type': 'application/json' }
      read(await alice.post(path, {}), 201, voteView)
      read(await bob.call('POST', path, { headers, text: '' }), 201, voteView)
      read(await root.post(path), 201, voteView)
    })

    it.for(['voted_by', 'poll', 'choice', 'votes'])(
      'refuses %s in the body',
      async (field, { alice, bob, poll }) => {
        expect(await alice.post(votePath(poll), { [field]: bob.id })).toMatchObject(invalid(field))
        expect(await showResults(alice, poll)).toMatchObject({ total: 0 })
      },
    )

    it('refuses a second vote on the poll, for any choice', async ({ alice, poll }) => {
      await castVote(alice, poll)
      expect(await alice.post(votePath(poll, 0))).toMatchObject(alreadyVoted)
      expect(await alice.post(votePath(poll, 1))).toMatchObject(alreadyVoted)
      expect(await showResults(alice, poll)).toMatchObject({ total: 1 })
    })

    it('refuses a choice of another poll', async ({ alice, poll }) => {
      const other = await newPoll(alice)
      const path = `/polls/${poll.id}/choices/${other.choices[0]?.id}/vote`
      expect(await alice.post(path)).toMatchObject(notFound)
      expect(await showResults(alice, other)).toMatchObject({ total: 0 })
      await castVote(alice, poll)
    })

    it('accepts votes until the poll closes, and when it is reopened', async ({
      alice,
      bob,
      root,
      poll,
    }) => {
      const path = `/polls/${poll.id}`
      await alice.patch(path, { closes_at: farOff })
      await castVote(alice, poll)
      await alice.patch(path, { closes_at: longAgo })
      expect(await bob.post(votePath(poll))).toMatchObject(closed)
      await alice.put(path, { question: poll.question })
      await castVote(bob, poll)
      await alice.patch(path, { closes_at: longAgo })
      expect(await root.post(votePath(poll))).toMatchObject(closed)
      expect(await showResults(alice, poll)).toMatchObject({ total: 2, closed: true })
    })

    it('counts concurrent votes', async ({ alice, bob, root }) => {
      const polls = await Promise.all([1, 2, 3, 4].map(() => newPoll(alice)))
      const voters = [alice, bob, root]
      await Promise.all(polls.flatMap((poll) => voters.map((voter) => castVote(voter, poll))))
      for (const poll of polls) {
        expect((await showPoll(alice, poll)).choices).toMatchObject([{ votes: 3 }, { votes: 0 }])
      }
    })

    it('is a vote or a 404 while the poll is deleted', async ({ alice, bob, root }) => {
      const polls = await Promise.all([1, 2, 3, 4, 5, 6].map(() => newPoll(alice)))
      const races = polls.map(async (poll) => {
        const votes = [bob, root].map((voter) => voter.post(votePath(poll)))
        const [deleted, ...answers] = await Promise.all([
          alice.delete(`/polls/${poll.id}`),
          ...votes,
        ])
        expect(deleted.status).toBe(204)
        for (const { status } of answers) expect([201, 404]).toContain(status)
      })
      await Promise.all(races)
    })
  })

  describe('GET /polls/:id/vote', () => {
    it('shows users only their own votes', async ({ alice, bob, poll }) => {
      const path = `/polls/${poll.id}/vote`
      expect(read(await alice.get(path), 200, ownVoteView)).toEqual({ vote: null })
      const vote = await castVote(alice, poll, 1)
      expect(read(await alice.get(path), 200, ownVoteView)).toEqual({ vote })
      expect(read(await bob.get(path), 200, ownVoteView)).toEqual({ vote: null })
    })
  })

  describe('GET /polls/:id/results', () => {
    it('shows the results to every user', async ({ alice, bob, poll }) => {
      const { id, choices } = poll
      expect(await showResults(bob, poll)).toEqual({ id, closed: false, total: 0, choices })
      await castVote(bob, poll, 1)
      const [tea, coffee] = choices
      const counted = { total: 1, choices: [tea, { ...coffee, votes: 1 }] }
      expect(await showResults(alice, poll)).toEqual({ id, closed: false, ...counted })
      await alice.patch(`/polls/${id}`, { closes_at: longAgo })
      expect(await showResults(alice, poll)).toEqual({ id, closed: true, ...counted })
    })

    it('is empty for a poll without choices', async ({ alice }) => {
      const poll = await newPoll(alice, { choices: [] })
      expect(await showResults(alice, poll)).toMatchObject({ total: 0, choices: [] })
    })
  })
}
