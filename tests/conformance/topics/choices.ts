import { describe, expect } from 'vitest'
import { z } from 'zod'
import type { ConformanceTest } from '../cast.ts'
import { newPoll, showPoll } from '../polls.ts'
import { forbidden, invalid, problem } from '../problems.ts'
import { choiceView, read } from '../views.ts'

/** The choices of a poll. */
export function describeChoices(it: ConformanceTest): void {
  describe('GET /polls/:id/choices', () => {
    it('lists the choices for every user', async ({ bob, poll }) => {
      const choices = read(await bob.get(`/polls/${poll.id}/choices`), 200, z.array(choiceView))
      expect(choices).toEqual(poll.choices)
    })
  })

  describe('POST /polls/:id/choices', () => {
    it('appends a choice, by creator or admin', async ({ alice, root, poll }) => {
      const path = `/polls/${poll.id}/choices`
      const cocoa = read(await alice.post(path, { choice_text: ' Cocoa ' }), 201, choiceView)
      expect(cocoa).toMatchObject({ choice_text: 'Cocoa', votes: 0 })
      const milk = read(await root.post(path, { choice_text: 'Milk' }), 201, choiceView)
      expect(await showPoll(alice, poll)).toEqual({
        ...poll,
        choices: [...poll.choices, cocoa, milk],
      })
    })

    it('allows up to 50 choices, even with concurrent requests', async ({ alice }) => {
      const choices = Array.from({ length: 48 }, (_, n) => `Choice ${n}`)
      const poll = await newPoll(alice, { choices })
      const texts = ['A', 'B', 'C', 'D', 'E']
      const answers = await Promise.all(
        texts.map((choice_text) => alice.post(`/polls/${poll.id}/choices`, { choice_text })),
      )
      const refused = answers.filter(({ status }) => status !== 201)
      expect(refused).toHaveLength(3)
      for (const each of refused) expect(each).toMatchObject(problem(409, 'limit_reached'))
      expect((await showPoll(alice, poll)).choices).toHaveLength(50)
    })

    it('refuses a duplicate, even concurrent or spelled differently', async ({
      alice,
      root,
      poll,
    }) => {
      const path = `/polls/${poll.id}/choices`
      const spellings = ['Caf\u00e9', ' Cafe\u0301 ', 'Caf\u00e9']
      const answers = await Promise.all(
        spellings.map((choice_text) => alice.post(path, { choice_text })),
      )
      const [added, ...others] = answers.toSorted((a, b) => a.status - b.status)
      expect(added?.status).toBe(201)
      for (const other of others) expect(other).toMatchObject(invalid('choice_text'))
      const [tea] = poll.choices
      const renamed = { choice_text: 'Coffee' }
      const change = await root.patch(`/admin/api/choices/${tea?.id}`, renamed)
      expect(change).toMatchObject(invalid('choice_text'))
      read(
        await root.patch(`/admin/api/choices/${tea?.id}`, { choice_text: 'Tea' }),
        200,
        choiceView,
      )
    })

    it('refuses other users than the creator', async ({ bob, poll }) => {
      const answer = await bob.post(`/polls/${poll.id}/choices`, { choice_text: 'Mine' })
      expect(answer).toMatchObject(forbidden)
      expect(await showPoll(bob, poll)).toEqual(poll)
    })

    it.for<[string, Record<string, unknown>]>([
      ['choice_text', {}],
      ['choice_text', { choice_text: null }],
      ['choice_text', { choice_text: ' ' }],
      ['choice_text', { choice_text: '\u200b' }],
      ['choice_text', { choice_text: '\udc00' }],
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
