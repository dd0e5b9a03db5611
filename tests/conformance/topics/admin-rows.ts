import { describe, expect } from 'vitest'
import { type AdminList, adminLists, listAll, listInTwo, listPage } from '../admin.ts'
import type { ConformanceTest } from '../cast.ts'
import { castVote, newPoll, showPoll, showResults } from '../polls.ts'
import { invalid, notFound } from '../problems.ts'
import { newName } from '../tenant.ts'
import { choiceView, read } from '../views.ts'

/** The sort orders of each list. */
const sortings: [AdminList, string][] = [
  ...sortable('users', 'username', 'email', 'role'),
  ...sortable('polls', 'question', 'created_by', 'votes'),
  ...sortable('choices', 'choice_text', 'question', 'votes'),
  ...sortable('votes', 'voted_by', 'choice_text', 'question'),
]

const nobodysId = '01900000-0000-7000-8000-00000000dead'

const names = Object.keys(adminLists) as AdminList[]

/** What admins can see in their tenant, and do with its polls, choices and votes. */
export function describeAdminRows(it: ConformanceTest): void {
  describe.for(names)('GET /admin/api/%s', (list) => {
    it('lists its rows page by page, newest first', async ({ root, things: _ }) => {
      const { results } = await listPage(root, list, '?limit=2')
      expect(await listInTwo(root, list, { first: 1, all: 2 })).toEqual(results)
      const ids = (await listAll(root, list)).map(({ id }) => id)
      expect(ids).toEqual([...new Set(ids)].sort().reverse())
    })

    it('has no row of another tenant', async ({ root, mallory, foreignThings: _ }) => {
      const rows = JSON.stringify(await listAll(root, list))
      expect(rows).not.toContain(mallory.id)
      expect(rows).not.toContain(mallory.email)
      for (const id of Object.values(_)) expect(rows).not.toContain(id)
    })

    it('refuses an invalid cursor, limit or search', async ({ root }) => {
      const path = `/admin/api/${list}`
      expect(await root.get(`${path}?cursor=x`)).toMatchObject(invalid('cursor'))
      expect(await root.get(`${path}?limit=0`)).toMatchObject(invalid('limit'))
      expect(await root.get(`${path}?q=%00`)).toMatchObject(invalid('q'))
    })
  })

  describe.for(sortings)('GET /admin/api/%s?sort=%s', ([list, field]) => {
    it.for(['', '-'])(
      'orders rows over its pages, with "%s" before the field',
      async (sign, { root, things: _ }) => {
        const query = `sort=${sign}${field}`
        const rows = await listInTwo(root, list, { first: 2, all: 32, query })
        expect((await listPage(root, list, `?limit=32&${query}`)).results).toEqual(rows)
        const values = rows.map((row) => Object.entries(row).find(([name]) => name === field)?.[1])
        const sorted = values.toSorted((a, b) => Number(a) - Number(b))
        if (field === 'votes') expect(values).toEqual(sign === '' ? sorted : sorted.toReversed())
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
      },
    )

    it('refuses a cursor of another order', async ({ root }) => {
      const { next } = await listPage(root, list, '?limit=1')
      const forged = [
        '["\u0000"]',
        `["\u0000","${nobodysId}"]`,
        `[{},"${nobodysId}"]`,
        '[1e99,"x"]',
        '{}',
      ]
      const cursors = forged.map((text) => Buffer.from(text).toString('base64url'))
      for (const cursor of [...cursors, next, 'x']) {
        const answer = await root.get(`/admin/api/${list}?sort=${field}&cursor=${cursor}`)
        expect(answer).toMatchObject(invalid('cursor'))
      }
    })
  })

  describe('the admin API', () => {
    it.for(['nothing', 'id', 'password_hash', 'username;drop table users', '-', ''])(
      'refuses to sort by the field %s',
      async (field, { root }) => {
        const answer = await root.get(`/admin/api/users?sort=${encodeURIComponent(field)}`)
        expect(answer).toMatchObject(invalid('sort'))
      },
    )

    it('finds rows by their text', async ({ root, bob }) => {
      const word = newName('needle')
      const poll = await newPoll(bob, { question: word, choices: [`${word} A`, `${word} B`] })
      const [choice] = poll.choices
      const { id } = await castVote(bob, poll)
      const polls = await listPage(root, 'polls', `?q=${word}`)
      const { pub_date, closes_at, question } = poll
      const created_by = bob.username
      expect(polls.results).toEqual([
        { id: poll.id, question, created_by, pub_date, closes_at, votes: 1 },
      ])
      const choices = await listPage(root, 'choices', `?q=${word}%20a`)
      expect(choices.results).toEqual([{ ...choice, votes: 1, poll: poll.id, question }])
      const votes = await listPage(root, 'votes', `?poll=${poll.id}&q=${bob.username}`)
      const { id: choiceId, choice_text } = choice ?? {}
      expect(votes.results).toMatchObject([
        { id, poll: poll.id, question, choice: choiceId, choice_text, voted_by: bob.username },
      ])
    })

    it.for(['choices', 'votes'] as const)(
      'lists the %s of one poll',
      async (list, { root, poll, foreignThings }) => {
        await castVote(root, poll)
        const { results } = await listPage(root, list, `?poll=${poll.id}`)
        expect(results).toHaveLength(list === 'choices' ? 2 : 1)
        expect(await listPage(root, list, `?poll=${foreignThings.poll}`)).toMatchObject({
          results: [],
        })
        expect(await root.get(`/admin/api/${list}?poll=1`)).toMatchObject(invalid('poll'))
      },
    )

    it('deletes any user’s poll', async ({ root, poll }) => {
      expect(await root.delete(`/admin/api/polls/${poll.id}`)).toMatchObject({ status: 204 })
      expect(await root.get(`/polls/${poll.id}`)).toMatchObject(notFound)
    })

    it('changes the text of a choice and keeps its votes', async ({ root, alice, poll }) => {
      await castVote(alice, poll)
      const [choice] = poll.choices
      const change = { choice_text: ' Green tea ' }
      const changed = read(
        await root.patch(`/admin/api/choices/${choice?.id}`, change),
        200,
        choiceView,
      )
      expect(changed).toEqual({ ...choice, choice_text: 'Green tea', votes: 1 })
      expect((await showPoll(alice, poll)).choices[0]).toEqual(changed)
      const blank = await root.patch(`/admin/api/choices/${choice?.id}`, { choice_text: ' ' })
      expect(blank).toMatchObject(invalid('choice_text'))
    })

    it('deletes a choice with its votes; its voters may vote again', async ({
      root,
      alice,
      poll,
    }) => {
      await castVote(alice, poll)
      expect(await root.delete(`/admin/api/choices/${poll.choices[0]?.id}`)).toMatchObject({
        status: 204,
      })
      expect(await showResults(alice, poll)).toMatchObject({ total: 0, choices: [{ votes: 0 }] })
      await castVote(alice, poll, 1)
    })

    it('takes a vote back once; its voter may vote again', async ({ root, alice, poll }) => {
      const { id } = await castVote(alice, poll)
      const path = `/admin/api/votes/${id}`
      const answers = await Promise.all([1, 2, 3].map(() => root.delete(path)))
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404])
      expect(await showResults(alice, poll)).toMatchObject({ total: 0 })
      await castVote(alice, poll)
    })
  })
}

function sortable(list: AdminList, ...fields: string[]): [AdminList, string][] {
  return fields.map((field) => [list, field])
}
