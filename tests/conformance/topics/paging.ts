import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { listPolls, newPoll } from '../polls.ts'
import { invalid } from '../problems.ts'
import { newName, type User } from '../tenant.ts'
import type { PollView } from '../views.ts'

/** Lists: newest first, page by page, and searched. The admin API's lists follow the same rules. */
export function describePaging(it: ConformanceTest): void {
  describe('GET /polls', () => {
    it('lists polls newest first, each as in GET /polls/:id', async ({ alice, bob }) => {
      const word = newName('order')
      const polls = [await newPolls(alice, word, 1), await newPolls(bob, word, 1)].flat()
      expect(await listPolls(bob, `?q=${word}`)).toEqual({ results: polls.reverse(), next: null })
    })

    it('continues where it ended, even if polls are added', async ({ alice }) => {
      const word = newName('stable')
      const polls = await newPolls(alice, word, 5)
      const seen: PollView[] = []
      let cursor = ''
      do {
        const page = await listPolls(alice, `?q=${word}&limit=2${cursor}`)
        seen.push(...page.results)
        cursor = page.next === null ? '' : `&cursor=${page.next}`
        await newPolls(alice, word, 1)
      } while (cursor !== '')
      expect(seen).toEqual(polls.reverse())
    })

    it('continues past a poll that was deleted', async ({ alice }) => {
      const word = newName('gone')
      const [third, second, first] = await newPolls(alice, word, 3)
      const { next } = await listPolls(alice, `?q=${word}&limit=1`)
      await alice.delete(`/polls/${first?.id}`)
      const rest = await listPolls(alice, `?q=${word}&cursor=${next}`)
      expect(rest).toEqual({ results: [second, third], next: null })
    })

    it('lists 20 by default, and up to 100', async ({ alice }) => {
      const word = newName('many')
      await newPolls(alice, word, 21)
      const page = await listPolls(alice, `?q=${word}`)
      expect(page.results).toHaveLength(20)
      const rest = await listPolls(alice, `?q=${word}&cursor=${page.next}`)
      expect(rest).toMatchObject({ results: [{}], next: null })
      const all = await listPolls(alice, `?q=${word}&limit=100`)
      expect(all.results).toEqual([...page.results, ...rest.results])
      expect(all.next).toBeNull()
    })

    it('has no next page after a last page that is full', async ({ alice }) => {
      const word = newName('full')
      await newPolls(alice, word, 2)
      const page = await listPolls(alice, `?q=${word}&limit=2`)
      expect(page).toMatchObject({ results: [{}, {}], next: null })
    })

    it.for(['0', '-1', '101', '1.5', 'ten', '', '1e9', '2&limit=3'])(
      'refuses a limit of %s',
      async (limit, { alice }) => {
        expect(await alice.get(`/polls?limit=${limit}`)).toMatchObject(invalid('limit'))
      },
    )

    it.for([
      'x',
      '1',
      '%00',
      "'%20or%201=1--",
      'bm90LWFuLWlk',
      '01900000-0000-7000-8000-000000000000',
      'x'.repeat(101),
    ])('refuses an invalid cursor: %s', async (cursor, { alice }) => {
      expect(await alice.get(`/polls?cursor=${cursor}`)).toMatchObject(invalid('cursor'))
    })

    it('shows nothing of another tenant for that tenant’s cursor', async ({ alice, mallory }) => {
      await newPolls(mallory, 'foreign', 2)
      const { next } = await listPolls(mallory, '?limit=1')
      const { results } = await listPolls(alice, `?cursor=${next}`)
      const creators = new Set(results.map(({ created_by }) => created_by.id))
      expect(creators).not.toContain(mallory.id)
    })
  })

  describe('GET /polls?q=', () => {
    it('finds parts of questions, ignoring case', async ({ alice }) => {
      const word = newName('Öl-Wechsel')
      const [poll] = await newPolls(alice, word, 1)
      for (const q of [word, word.toLowerCase(), word.toUpperCase(), word.slice(2)]) {
        const found = await listPolls(alice, `?q=${encodeURIComponent(q)}`)
        expect(found.results).toEqual([poll])
      }
    })

    it('takes %, _ and \\ literally', async ({ alice }) => {
      const word = newName('literal')
      const questions = [
        `${word} 100%`,
        `${word} 100x`,
        `${word} a_b`,
        `${word} axb`,
        `${word} a\\b`,
      ]
      for (const question of questions) await newPoll(alice, { question })
      for (const q of ['100%', 'a_b', 'a\\b']) {
        const found = await listPolls(alice, `?q=${encodeURIComponent(`${word} ${q}`)}`)
        expect(found.results).toMatchObject([{ question: `${word} ${q}` }])
      }
      expect((await listPolls(alice, `?q=${encodeURIComponent(`${word}%100`)}`)).results).toEqual(
        [],
      )
    })

    it('ignores an empty search', async ({ alice }) => {
      const all = await listPolls(alice, '?limit=3')
      expect(await listPolls(alice, '?limit=3&q=')).toEqual(all)
      expect(await listPolls(alice, '?limit=3&q=%20')).toEqual(all)
    })

    it('finds nothing of another tenant', async ({ alice, mallory }) => {
      const word = newName('secret')
      await newPolls(mallory, word, 1)
      expect(await listPolls(alice, `?q=${word}`)).toEqual({ results: [], next: null })
    })

    it.for(["' or '1'='1", "'; drop table polls; --", '") or true --'])(
      'does not run SQL: %s',
      async (q, { alice }) => {
        expect(await listPolls(alice, `?q=${encodeURIComponent(q)}`)).toEqual({
          results: [],
          next: null,
        })
      },
    )

    it.for(['x'.repeat(101), '%00', 'a&q=b'])(
      'refuses an invalid search: %s',
      async (q, { alice }) => {
        expect(await alice.get(`/polls?q=${q}`)).toMatchObject(invalid('q'))
      },
    )
  })
}

/** Creates polls whose question has the word, oldest first. */
async function newPolls(user: User, word: string, count: number): Promise<PollView[]> {
  const polls: PollView[] = []
  for (let n = 1; n <= count; n++)
    polls.push(await newPoll(user, { question: `${word} ${n}?`, choices: [] }))
  return polls
}
