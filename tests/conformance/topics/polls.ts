import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { farOff, longAgo, newPoll, showPoll } from '../polls.ts'
import { forbidden, invalid, notFound } from '../problems.ts'
import { pollView, read } from '../views.ts'

const question = 'Where to?'

/** Polls are created, shown, changed and deleted. */
export function describePolls(it: ConformanceTest): void {
  describe('POST /polls', () => {
    it('creates a poll of the caller, with its choices in order', async ({ alice }) => {
      const choices = ['Zebra', 'Ape', 'Mole']
      const poll = read(await alice.post('/polls', { question, choices }), 201, pollView)
      expect(poll).toMatchObject({
        question,
        closes_at: null,
        created_by: { id: alice.id, username: alice.username },
        choices: choices.map((choice_text) => ({ choice_text, votes: 0 })),
      })
      expect(await showPoll(alice, poll)).toEqual(poll)
    })

    it('accepts a closing time in any zone and returns it in UTC', async ({ alice }) => {
      const poll = await newPoll(alice, { closes_at: '2990-06-01T12:00:00+02:00' })
      expect(poll.closes_at).toBe('2990-06-01T10:00:00.000Z')
    })

    it('trims texts', async ({ alice }) => {
      const poll = await newPoll(alice, { question: '  Where?\n', choices: ['\tHere '] })
      expect(poll).toMatchObject({ question: 'Where?', choices: [{ choice_text: 'Here' }] })
    })

    it.for(['x'.repeat(100), '字'.repeat(100), '🗳️'.repeat(50)])(
      'accepts 100 characters: %s',
      async (text, { alice }) => {
        expect(await newPoll(alice, { question: text, choices: [text] })).toMatchObject({
          question: text,
          choices: [{ choice_text: text }],
        })
      },
    )

    it('keeps texts unchanged, whatever they mean elsewhere', async ({ alice }) => {
      const text = `<script>'"; drop table polls; -- \\ %s \${x} {{x}} ‮`
      expect(await newPoll(alice, { question: text })).toMatchObject({ question: text })
    })

    it.for<[string, Record<string, unknown>]>([
      ['question', {}],
      ['question', { question: null }],
      ['question', { question: 7 }],
      ['question', { question: [] }],
      ['question', { question: '' }],
      ['question', { question: ' \n\t' }],
      ['question', { question: '\u200b\u2060' }],
      ['question', { question: 'half a pair \ud83d' }],
      ['question', { question: 'x'.repeat(101) }],
      ['question', { question: '🗳️'.repeat(51) }],
      ['question', { question: 'nul\u0000' }],
      ['choices', { question, choices: 'Here' }],
      ['choices', { question, choices: { 0: 'Here' } }],
      ['choices', { question, choices: Array(51).fill('Here') }],
      ['choices.1', { question, choices: ['Here', ' '] }],
      ['choices.1', { question, choices: ['Here', ' Here '] }],
      ['choices.2', { question, choices: ['Caf\u00e9', 'Tea', 'Cafe\u0301'] }],
      ['choices.0', { question, choices: ['x'.repeat(101)] }],
      ['choices.0', { question, choices: ['nul\u0000'] }],
      ['choices.0', { question, choices: [{ choice_text: 'Here', votes: 1_000 }] }],
      ['closes_at', { question, closes_at: longAgo }],
      ['closes_at', { question, closes_at: 'soon' }],
      ['closes_at', { question, closes_at: 1_800_000_000 }],
      ['closes_at', { question, closes_at: '2990-06-01' }],
      ['closes_at', { question, closes_at: '2990-06-01T12:00:00' }],
      ['closes_at', { question, closes_at: '2990-13-41T12:00:00Z' }],
      ['closes_at', { question, closes_at: '0000-01-01T00:00:00Z' }],
      ['closes_at', { question, closes_at: '0050-01-01T00:00:00Z' }],
      ['closes_at', { question, closes_at: '9999-12-31T23:59:59-23:59' }],
      ['votes', { question, votes: 3 }],
      ['__proto__', JSON.parse(`{"question": "${question}", "__proto__": {"role": "admin"}}`)],
    ])('refuses a bad %s: %j', async ([field, input], { alice }) => {
      expect(await alice.post('/polls', input)).toMatchObject(invalid(field))
    })

    it('requires a body', async ({ alice }) => {
      expect(await alice.post('/polls')).toMatchObject(invalid('question'))
    })
  })

  describe('GET /polls/:id', () => {
    it('shows a poll to every user of the tenant', async ({ alice, bob, root, poll }) => {
      for (const user of [alice, bob, root]) expect(await showPoll(user, poll)).toEqual(poll)
    })

    it('accepts an id in upper case', async ({ alice, poll }) => {
      expect(await showPoll(alice, { id: poll.id.toUpperCase() })).toEqual(poll)
    })
  })

  describe('PATCH /polls/:id', () => {
    it('changes only the given fields', async ({ alice, poll }) => {
      const path = `/polls/${poll.id}`
      const closing = read(await alice.patch(path, { closes_at: farOff }), 200, pollView)
      expect(closing).toEqual({ ...poll, closes_at: farOff })
      const renamed = read(await alice.patch(path, { question }), 200, pollView)
      expect(renamed).toEqual({ ...closing, question })
      expect(read(await alice.patch(path, {}), 200, pollView)).toEqual(renamed)
      const open = read(await alice.patch(path, { closes_at: null }), 200, pollView)
      expect(open).toEqual({ ...renamed, closes_at: null })
      expect(await showPoll(alice, poll)).toEqual(open)
    })
  })

  describe('PUT /polls/:id', () => {
    it('replaces question and closing time', async ({ alice, poll }) => {
      const path = `/polls/${poll.id}`
      const closing = read(await alice.put(path, { question, closes_at: farOff }), 200, pollView)
      expect(closing).toEqual({ ...poll, question, closes_at: farOff })
      const open = read(await alice.put(path, { question }), 200, pollView)
      expect(open).toEqual({ ...closing, closes_at: null })
    })

    it('requires the question', async ({ alice, poll }) => {
      const answer = await alice.put(`/polls/${poll.id}`, { closes_at: farOff })
      expect(answer).toMatchObject(invalid('question'))
      expect(await showPoll(alice, poll)).toEqual(poll)
    })
  })

  describe.for(['PATCH', 'PUT'])('%s /polls/:id', (method) => {
    it.for<[string, Record<string, unknown>]>([
      ['question', { question: ' ' }],
      ['question', { question: null }],
      ['question', { question: 'x'.repeat(101) }],
      ['closes_at', { question, closes_at: 'never' }],
      ['choices', { question, choices: ['Other'] }],
      ['pub_date', { question, pub_date: longAgo }],
      ['votes', { question, votes: 7 }],
    ])('refuses a bad %s: %j', async ([field, body], { alice, poll }) => {
      expect(await alice.call(method, `/polls/${poll.id}`, { body })).toMatchObject(invalid(field))
      expect(await showPoll(alice, poll)).toEqual(poll)
    })

    it('lets an admin change any poll, which keeps its creator', async ({ root, poll }) => {
      const answer = await root.call(method, `/polls/${poll.id}`, { body: { question } })
      expect(read(answer, 200, pollView)).toEqual({ ...poll, question })
    })
  })

  describe('DELETE /polls/:id', () => {
    it('deletes a poll with its choices and votes', async ({ alice, poll }) => {
      expect(await alice.delete(`/polls/${poll.id}`)).toMatchObject({ status: 204, body: '' })
      const paths = ['', '/choices', '/results', '/results/stream'].map(
        (end) => `/polls/${poll.id}${end}`,
      )
      for (const path of paths) expect(await alice.get(path)).toMatchObject(notFound)
      expect(await alice.delete(`/polls/${poll.id}`)).toMatchObject(notFound)
    })

    it('lets only creator and admins delete a poll', async ({ bob, root, poll }) => {
      expect(await bob.delete(`/polls/${poll.id}`)).toMatchObject(forbidden)
      expect(await root.delete(`/polls/${poll.id}`)).toMatchObject({ status: 204 })
    })
  })
}
