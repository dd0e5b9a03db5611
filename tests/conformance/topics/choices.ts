import { describe, expect } from 'vitest'
import { z } from 'zod'
import type { ConformanceTest } from '../cast.ts'
import { showPoll } from '../polls.ts'
import { forbidden, invalid } from '../problems.ts'
import { choiceView, read } from '../views.ts'

/** The choices of a poll. */
export function describeChoices(it: ConformanceTest): void {
  describe('GET /polls/:id/choices', () => {
    it('lists the choices to every user', async ({ bob, poll }) => {
      const choices = read(await bob.get(`/polls/${poll.id}/choices`), 200, z.array(choiceView))
      expect(choices).toEqual(poll.choices)
    })
  })

  describe('POST /polls/:id/choices', () => {
    it('adds a choice behind the others, by creator or admin', async ({ alice, root, poll }) => {
      const path = `/polls/${poll.id}/choices`
      const cocoa = read(await alice.post(path, { choice_text: ' Cocoa ' }), 201, choiceView)
      expect(cocoa).toMatchObject({ choice_text: 'Cocoa', votes: 0 })
      const milk = read(await root.post(path, { choice_text: 'Milk' }), 201, choiceView)
      expect(await showPoll(alice, poll)).toEqual({
        ...poll,
        choices: [...poll.choices, cocoa, milk],
      })
    })

    it('refuses users whose poll it is not', async ({ bob, poll }) => {
      const answer = await bob.post(`/polls/${poll.id}/choices`, { choice_text: 'Mine' })
      expect(answer).toMatchObject(forbidden)
      expect(await showPoll(bob, poll)).toEqual(poll)
    })

    it.for<[string, Record<string, unknown>]>([
      ['choice_text', {}],
      ['choice_text', { choice_text: null }],
      ['choice_text', { choice_text: ' ' }],
      ['choice_text', { choice_text: ['Tea'] }],
      ['choice_text', { choice_text: 'x'.repeat(101) }],
      ['choice_text', { choice_text: 'nul\u0000' }],
      ['votes', { choice_text: 'Rigged', votes: 1_000 }],
      ['poll', { choice_text: 'Smuggled', poll: '01900000-0000-7000-8000-000000000001' }],
    ])('refuses a bad %s: %j', async ([field, input], { alice, poll }) => {
      expect(await alice.post(`/polls/${poll.id}/choices`, input)).toMatchObject(invalid(field))
      expect(await showPoll(alice, poll)).toEqual(poll)
    })
  })
}
