import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { newPoll } from '../polls.ts'
import { read, templatesView } from '../views.ts'

/** Reference data that all tenants share. */
export function describeTemplates(it: ConformanceTest): void {
  describe('GET /poll-templates', () => {
    it('shows every tenant the same templates', async ({ alice, mallory }) => {
      const { results } = read(await alice.get('/poll-templates'), 200, templatesView)
      expect(results.length).toBeGreaterThan(0)
      expect(read(await mallory.get('/poll-templates'), 200, templatesView)).toEqual({ results })
    })

    it('shows polls that can be created unchanged', async ({ alice }) => {
      const { results } = read(await alice.get('/poll-templates'), 200, templatesView)
      for (const { question, choices } of results) {
        const poll = await newPoll(alice, { question, choices })
        expect(poll.choices.map(({ choice_text }) => choice_text)).toEqual(choices)
      }
    })
  })
}
