import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { allIds, castVote, listPolls, newPoll, showPoll, showResults, votePath } from '../polls.ts'
import { forbidden, invalid, notFound, problem } from '../problems.ts'
import { pathOf, routes } from '../routes.ts'
import { meView, read, tenantAnswer, tokenView } from '../views.ts'

/** Faults 10 to 14, inside one tenant and with all tenants together. */
export function describeFaultsInsideTenants(it: ConformanceTest): void {
  describe('10: users act for others', () => {
    it('does not accept a forged creator or voter', async ({ alice, bob, poll }) => {
      const forged = { question: 'Not mine', created_by: bob.id }
      expect(await alice.post('/polls', forged)).toMatchObject(invalid('created_by'))
      const taken = { question: 'Mine now', created_by: alice.id }
      expect(await bob.put(`/polls/${poll.id}`, taken)).toMatchObject(invalid('created_by'))
      const vote = await alice.post(votePath(poll), { voted_by: bob.id })
      expect(vote).toMatchObject(invalid('voted_by'))
      expect(await castVote(alice, poll)).toMatchObject({ voted_by: alice.id })
    })

    it('does not change or delete other users’ polls', async ({ bob, poll }) => {
      const path = `/polls/${poll.id}`
      expect(await bob.put(path, { question: 'Taken over' })).toMatchObject(forbidden)
      expect(await bob.patch(path, { question: 'Taken over' })).toMatchObject(forbidden)
      expect(await bob.post(`${path}/choices`, { choice_text: 'Mine' })).toMatchObject(forbidden)
      expect(await bob.delete(path)).toMatchObject(forbidden)
      expect(await showPoll(bob, poll)).toEqual(poll)
    })

    it('adds no choice to the poll in the body instead of the URL', async ({ bob, poll }) => {
      const mine = await newPoll(bob)
      const choice = { choice_text: 'Smuggled', poll: poll.id }
      expect(await bob.post(`/polls/${mine.id}/choices`, choice)).toMatchObject(invalid('poll'))
      expect(await showPoll(bob, poll)).toEqual(poll)
      expect(await showPoll(bob, mine)).toEqual(mine)
    })

    it('does not count votes for choices of another poll', async ({ alice, bob, poll }) => {
      const other = await newPoll(bob)
      const path = `/polls/${poll.id}/choices/${other.choices[0]?.id}/vote`
      expect(await alice.post(path)).toMatchObject(notFound)
      expect(await showResults(alice, poll)).toMatchObject({ total: 0 })
      expect(await showResults(alice, other)).toMatchObject({ total: 0 })
    })
  })

  describe('11: eight votes at once', () => {
    it('are one 201 and seven 409, through any gateway', async ({ target, alice }) => {
      const { length } = target.deployment.gateways
      for (const poll of [await newPoll(alice), await newPoll(alice), await newPoll(alice)]) {
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, n) =>
            alice.call('POST', votePath(poll, n % 2), { gateway: n % length }),
          ),
        )
        const [taken, ...refused] = answers.toSorted((a, b) => a.status - b.status)
        expect(taken).toMatchObject({ status: 201 })
        for (const each of refused) expect(each).toMatchObject(problem(409, 'already_voted'))
        expect(await showResults(alice, poll)).toMatchObject({ total: 1 })
      }
    })
  })

  describe('12: login needs a login, admins have no token, no vote succeeds', () => {
    it('serves every user from sign-up to vote', async ({ home, alice, root, poll }) => {
      const { username, password } = alice
      read(await home.post('/login', { username, password }), 200, tokenView)
      expect(read(await root.get('/me'), 200, meView)).toMatchObject({ role: 'admin' })
      await castVote(alice, poll)
      await castVote(root, poll)
      expect(await showResults(alice, poll)).toMatchObject({ total: 2 })
    })
  })

  describe('13: bad ids and odd bodies are faults; lists have no pages, order or limits', () => {
    it.for([
      '0',
      '1',
      '-1',
      'null',
      'undefined',
      'NaN',
      '[]',
      '%F0%9F%97%B3',
      '%00',
      '%',
      "'",
      'x'.repeat(2_000),
    ])('handles the id %s without a server error', async (id, { root }) => {
      for (const route of routes.filter(({ names }) => names)) {
        const { status } = await root.call(route.method, pathOf(route, allIds(id)), {
          body: route.body,
        })
        expect(status).toBe(404)
      }
    })

    it('handles any JSON body without a server error', async ({ alice, things }) => {
      const safe = routes.filter(
        ({ who, body, path }) => body && who !== 'anyone' && !path.startsWith('/admin'),
      )
      for (const body of fc.sample(fc.jsonValue(), { seed: 13, numRuns: 30 })) {
        for (const route of safe) {
          const { status } = await alice.call(route.method, pathOf(route, things), { body })
          expect([200, 201, 409, 422]).toContain(status)
        }
      }
    })

    it('pages, sorts and limits lists', async ({ alice }) => {
      for (let n = 0; n < 3; n++) await newPoll(alice)
      const { results, next } = await listPolls(alice, '?limit=2')
      expect(results.map(({ id }) => id)).toEqual(
        results
          .map(({ id }) => id)
          .toSorted()
          .reverse(),
      )
      expect(next).not.toBeNull()
      expect(await alice.get('/polls?limit=1000000')).toMatchObject(invalid('limit'))
    })
  })

  describe('14: a migration leaves tenants behind, and nobody can tell', () => {
    it('shows each tenant’s version, which is the same in all models', async ({
      target,
      crowd,
    }) => {
      const tenants = await Promise.all(
        crowd.map(async ({ tenant }) => {
          const answer = await target.operate('GET', `/v1/tenants/${tenant.slug}`)
          return read(answer, 200, tenantAnswer)
        }),
      )
      const versions = new Set(tenants.map(({ schemaVersion }) => schemaVersion))
      expect([...versions]).toEqual([expect.stringMatching(/./)])
    })
  })
}
