import { describe, expect } from 'vitest'
import { listAll, listPage } from '../admin.ts'
import type { ConformanceTest } from '../cast.ts'
import { sendCall } from '../http/call.ts'
import { newSlug } from '../platform.ts'
import { castVote, listPolls, newPoll, showPoll } from '../polls.ts'
import { invalid, notFound, problem, unauthorized, unknownHost } from '../problems.ts'
import { newTenantInput } from '../target.ts'
import type { User } from '../tenant.ts'
import { meView, read, userView } from '../views.ts'

const nobodysId = '01900000-0000-7000-8000-00000000dead'

/** Faults 1 to 9, by which a tenant could reach another. */
export function describeFaultsAcrossTenants(it: ConformanceTest): void {
  describe('1: tokens, users and sessions are global', () => {
    it('refuses a token on the hosts of all other tenants', async ({ home, alice, mallory }) => {
      await newPoll(mallory)
      const foreign = { authorization: `Token ${mallory.token}` }
      expect(await home.call('GET', '/polls', { headers: foreign })).toMatchObject(unauthorized)
      const own = { authorization: `Token ${alice.token}` }
      const answer = await mallory.tenant.call('GET', '/polls', { headers: own })
      expect(answer).toMatchObject(unauthorized)
    })

    it('separates users of the same name', async ({ home, alice, away }) => {
      const namesake = await away.newUser(alice.username)
      expect(namesake.id).not.toBe(alice.id)
      const swapped = { username: alice.username, password: namesake.password }
      expect(await home.post('/login', swapped)).toMatchObject(unauthorized)
      await newPoll(namesake, { question: 'Whose am I?' })
      expect(await listPolls(alice, '?q=Whose%20am%20I')).toMatchObject({ results: [] })
    })
  })

  describe('2: choices are not filtered by tenant', () => {
    it('shows none of a foreign poll, on any host', async ({
      target,
      alice,
      away,
      foreignThings,
    }) => {
      const path = `/polls/${foreignThings.poll}/choices`
      expect(await alice.get(path)).toMatchObject(notFound)
      const nobodys = `${newSlug()}.${away.baseDomain}`
      expect(await target.call({ host: nobodys, method: 'GET', path })).toMatchObject(unknownHost)
    })
  })

  describe('3: tenant and created_by come from the body', () => {
    it('creates no poll in another tenant', async ({ alice, mallory }) => {
      const before = await listPolls(mallory, '?limit=1')
      for (const field of ['tenant', 'tenant_id', 'tenantId', 'created_by']) {
        const input = { question: 'Planted', [field]: mallory.id }
        expect(await alice.post('/polls', input)).toMatchObject(invalid(field))
      }
      expect(await listPolls(mallory, '?limit=1')).toEqual(before)
    })

    it('moves no poll, and adds no foreign choice to one', async ({
      alice,
      poll,
      foreignThings,
    }) => {
      const path = `/polls/${poll.id}`
      expect(await alice.patch(path, { tenant: 2 })).toMatchObject(invalid('tenant'))
      const choice = { choice_text: 'Foreign', tenant: 2, id: foreignThings.choice }
      expect(await alice.post(`${path}/choices`, choice)).toMatchObject(invalid('tenant', 'id'))
      expect(await showPoll(alice, poll)).toEqual(poll)
    })
  })

  describe('4: answers tell what exists in other tenants', () => {
    it('answers for a foreign poll as for an unknown one', async ({
      alice,
      root,
      mallory,
      foreignThings,
    }) => {
      for (const user of [alice, root]) {
        const foreign = await user.delete(`/polls/${foreignThings.poll}`)
        expect(foreign).toMatchObject(notFound)
        expect(foreign.body).toEqual((await user.delete(`/polls/${nobodysId}`)).body)
      }
      await showPoll(mallory, { id: foreignThings.poll })
    })

    it('accepts a username of another tenant’s user', async ({ away, bob }) => {
      const { username, email, password } = bob
      const created = await away.post('/users', { username, email, password })
      expect(read(created, 201, userView).id).not.toBe(bob.id)
    })
  })

  describe('5: the admin sees and offers all tenants’ rows', () => {
    it('lists nothing foreign and no secret', async ({ root, mallory, foreignThings }) => {
      const lists = await Promise.all(
        (['users', 'polls', 'choices', 'votes', 'log'] as const).map((list) => listAll(root, list)),
      )
      const text = JSON.stringify(lists)
      const secrets = [root.token, root.password, mallory.token, 'argon2', 'hash']
      const foreign = [...Object.values(foreignThings), mallory.email]
      for (const hidden of [...secrets, ...foreign]) expect(text).not.toContain(hidden)
    })

    it('offers no rows of a foreign poll', async ({ root, foreignThings }) => {
      for (const list of ['choices', 'votes'] as const) {
        const { results } = await listPage(root, list, `?poll=${foreignThings.poll}`)
        expect(results).toEqual([])
      }
    })
  })

  describe('6: a connection keeps another tenant’s schema', () => {
    it('answers concurrent tenants of all models with their own rows', async ({ crowd }) => {
      const callers = Array.from({ length: 20 }, () => crowd).flat()
      const answers = await Promise.all(callers.map((user) => user.get('/me')))
      for (const [index, answer] of answers.entries()) {
        expect(read(answer, 200, meView).id).toBe(callers[index]?.id)
      }
    })

    it('writes for concurrent tenants into their own schemas', async ({ crowd }) => {
      const polls = await Promise.all(
        crowd.flatMap((user) => [1, 2, 3].map(async () => [user, await newPoll(user)] as const)),
      )
      await Promise.all(polls.map(([user, poll]) => castVote(user, poll)))
      for (const [user, poll] of polls) {
        expect(await showPoll(user, poll)).toMatchObject({
          created_by: { id: user.id },
          choices: [{ votes: 1 }, {}],
        })
        for (const other of crowd.filter((each) => each !== user)) {
          expect(await other.get(`/polls/${poll.id}`)).toMatchObject(notFound)
        }
      }
    })

    it.for(['x;create-table-y', 'x"; create table y (); --', "x'; drop schema public; --"])(
      'creates no schema from a slug that is SQL: %s',
      async (slug, { target, isolation }) => {
        const answer = await target.operate('POST', '/v1/tenants', newTenantInput(slug, isolation))
        expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'slug' }] } })
      },
    )
  })

  describe('7: the tenant of a request outlives it', () => {
    it('leaves no tenant behind, however the request ended', async ({ target, crowd }) => {
      await Promise.all(crowd.map((user) => newPoll(user)))
      const seen: string[] = []
      for (const user of crowd) {
        await Promise.all(crowd.map(upset))
        expect(read(await user.get('/me'), 200, meView).id).toBe(user.id)
        const { results } = await listPolls(user, '?limit=100')
        seen.push(...results.map(({ id }) => id))
      }
      expect(new Set(seen).size).toBe(seen.length)
      const host = `${newSlug()}.${crowd[0]?.tenant.baseDomain}`
      expect(await target.call({ host, method: 'GET', path: '/polls' })).toMatchObject(unknownHost)
    })
  })

  describe('8: an unknown host is served by some tenant', () => {
    it('serves no tenant on it, with any token', async ({ target, home, alice }) => {
      const headers = { authorization: `Bearer ${alice.token}` }
      for (const host of [`${newSlug()}.${home.baseDomain}`, 'example.org', home.slug]) {
        const call = { host, method: 'GET', path: '/polls', headers }
        expect(await target.call(call)).toMatchObject(unknownHost)
      }
    })

    it('serves no tenant past the gateway, with any Host', async ({
      target,
      home,
      alice,
      skip,
    }) => {
      const { polls } = target.deployment
      if (polls === undefined) return skip('polls itself is out of reach, as it should be')
      const headers = { host: home.host, authorization: `Bearer ${alice.token}` }
      for (const path of ['/polls', '/me', '/admin/api/users']) {
        const answer = await sendCall({ origin: polls, method: 'GET', path, headers })
        expect(answer).toMatchObject(problem(401, 'assertion_refused'))
      }
    })
  })

  describe('9: an unknown tenant is an empty list, a fault, or another tenant', () => {
    it('is the same 404 for everything', async ({ target, home }) => {
      const host = `${newSlug()}.${home.baseDomain}`
      const answers = await Promise.all(
        ['GET /polls', 'POST /login', 'DELETE /polls/1', 'GET /admin/api/users', 'GET /none'].map(
          (each) => {
            const [method = '', path = ''] = each.split(' ')
            return target.call({ host, method, path })
          },
        ),
      )
      for (const { status, body } of answers) {
        expect({ status, body }).toMatchObject(unknownHost)
        expect(body).toEqual(answers[0]?.body)
      }
    })
  })
}

/** Requests that fail in different ways. */
async function upset(user: User): Promise<void> {
  const statuses = await Promise.all([
    user.get(`/polls/${nobodysId}`).then(({ status }) => status),
    user.post('/polls', { question: '' }).then(({ status }) => status),
    user.delete('/me').then(({ status }) => status),
    user.tenant.get('/me').then(({ status }) => status),
  ])
  expect(statuses).toEqual([404, 422, 405, 401])
}
