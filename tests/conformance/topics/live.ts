import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import type { EventStream } from '../http/event-stream.ts'
import { castVote, longAgo, newPoll, showResults, votePath } from '../polls.ts'
import { type PollView, type ResultsView, resultsView } from '../views.ts'

/** The live results of a poll. */
export function describeLiveResults(it: ConformanceTest): void {
  describe('GET /polls/:id/results/stream', () => {
    it('sends the results at once and after each vote', async ({ alice, bob, poll }) => {
      using stream = await alice.stream(streamPath(poll))
      expect(stream).toMatchObject({
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
      })
      expect(await nextResults(stream)).toEqual(await showResults(alice, poll))
      await castVote(bob, poll, 1)
      expect(await nextResults(stream)).toMatchObject({ total: 1, choices: [{}, { votes: 1 }] })
      await castVote(alice, poll)
      expect(await nextResults(stream)).toEqual(await showResults(alice, poll))
    })

    it('sends to all listeners, through any gateway', async ({ target, alice, bob, poll }) => {
      const last = target.deployment.gateways.length - 1
      const streams = await Promise.all([
        alice.stream(streamPath(poll), 0),
        bob.stream(streamPath(poll), last),
      ])
      for (const stream of streams) await nextResults(stream)
      await alice.call('POST', votePath(poll), { gateway: 0 })
      for (const stream of streams) expect(await nextResults(stream)).toMatchObject({ total: 1 })
      await bob.call('POST', votePath(poll), { gateway: last })
      for (const stream of streams) expect(await nextResults(stream)).toMatchObject({ total: 2 })
      for (const stream of streams) stream[Symbol.dispose]()
    })

    it('sends nothing about other polls', async ({ alice, bob, poll }) => {
      const other = await newPoll(alice)
      using stream = await alice.stream(streamPath(poll))
      await nextResults(stream)
      await castVote(bob, other)
      await castVote(bob, poll)
      expect(await nextResults(stream)).toMatchObject({ id: poll.id, total: 1 })
    })

    it('sends new choices', async ({ alice, poll }) => {
      using stream = await alice.stream(streamPath(poll))
      await nextResults(stream)
      await alice.post(`/polls/${poll.id}/choices`, { choice_text: 'Cocoa' })
      expect(await nextResults(stream)).toMatchObject({
        choices: [{}, {}, { choice_text: 'Cocoa' }],
      })
    })

    it('ends when the poll closes, after sending that', async ({ alice, poll }) => {
      using stream = await alice.stream(streamPath(poll))
      expect(await nextResults(stream)).toMatchObject({ closed: false })
      await alice.patch(`/polls/${poll.id}`, { closes_at: longAgo })
      expect(await nextResults(stream)).toMatchObject({ closed: true })
      expect(await stream.next()).toBeUndefined()
    })

    it('sends a closed poll once', async ({ alice }) => {
      const poll = await newPoll(alice)
      await alice.patch(`/polls/${poll.id}`, { closes_at: longAgo })
      using stream = await alice.stream(streamPath(poll))
      expect(await nextResults(stream)).toMatchObject({ closed: true })
      expect(await stream.next()).toBeUndefined()
    })

    it('ends when the poll is deleted', async ({ alice, bob, poll }) => {
      using stream = await bob.stream(streamPath(poll))
      await nextResults(stream)
      await alice.delete(`/polls/${poll.id}`)
      expect(await stream.next()).toBeUndefined()
    })

    it('ends with its token, while the user’s others continue', async ({
      home,
      alice,
      bob,
      poll,
    }) => {
      const ending = await home.session(bob)
      using stream = await ending.stream(streamPath(poll))
      using other = await bob.stream(streamPath(poll))
      for (const each of [stream, other]) await nextResults(each)
      await ending.post('/logout')
      expect(await stream.next()).toBeUndefined()
      await castVote(alice, poll)
      expect(await nextResults(other)).toMatchObject({ total: 1 })
    })

    it('ends when its user is disabled', async ({ home, root, poll }) => {
      const user = await home.newUser()
      using stream = await user.stream(streamPath(poll))
      await nextResults(stream)
      await root.patch(`/admin/api/users/${user.id}`, { disabled: true })
      expect(await stream.next()).toBeUndefined()
    })
  })
}

export function streamPath({ id }: Pick<PollView, 'id'>): string {
  return `/polls/${id}/results/stream`
}

/** The next results in a stream. Throws if it ends instead. */
export async function nextResults(stream: EventStream): Promise<ResultsView> {
  const event = await stream.next()
  if (event?.name !== 'results') throw new Error(`not results: ${JSON.stringify(event)}`)
  return resultsView.parse(JSON.parse(event.data))
}
