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

/** Faults 1 to 9: what one tenant got of another. */
export function describeFaultsAcrossTenants(it: ConformanceTest): void {
  describe('1: tokens, users and sessions are global', () => {
    it('refuses a token on the host of every tenant but its own', async ({
      home,
      alice,
      mallory,
    }) => {
      await newPoll(mallory)
      const foreign = { authorization: `Token ${mallory.token}` }
      expect(await home.call('GET', '/polls', { headers: foreign })).toMatchObject(unauthorized)
      const own = { authorization: `Token ${alice.token}` }
      const answer = await mallory.tenant.call('GET', '/polls', { headers: own })
      expect(answer).toMatchObject(unauthorized)
    })

    it('keeps namesakes apart', async ({ home, alice, away }) => {
      const namesake = await away.newUser(alice.username)
      expect(namesake.id).not.toBe(alice.id)
      const swapped = { username: alice.username, password: namesake.password }
      expect(await home.post('/login', swapped)).toMatchObject(unauthorized)
      await newPoll(namesake, { question: 'Whose am I?' })
      expect(await listPolls(alice, '?q=Whose%20am%20I')).toMatchObject({ results: [] })
    })
  })

  describe('2: choices are not filtered by tenant', () => {
    it('shows none of a foreign poll, on the tenant’s host or on nobody’s', async ({
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
    it('plants no poll in another tenant', async ({ alice, mallory }) => {
      const before = await listPolls(mallory, '?limit=1')
      for (const field of ['tenant', 'tenant_id', 'tenantId', 'created_by']) {
        const input = { question: 'Planted', [field]: mallory.id }
        expect(await alice.post('/polls', input)).toMatchObject(invalid(field))
      }
      expect(await listPolls(mallory, '?limit=1')).toEqual(before)
    })

    it('moves no poll, and hangs no foreign choice into one', async ({
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
    it('deletes a foreign poll like one that is not', async ({
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

    it('signs up a name that another tenant’s user has', async ({ away, bob }) => {
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
      const told = JSON.stringify(lists)
      const secrets = [root.token, root.password, mallory.token, 'argon2', 'hash']
      const foreign = [...Object.values(foreignThings), mallory.email]
      for (const text of [...secrets, ...foreign]) expect(told).not.toContain(text)
    })

    it('offers nothing of a foreign poll', async ({ root, foreignThings }) => {
      for (const list of ['choices', 'votes'] as const) {
        const { results } = await listPage(root, list, `?poll=${foreignThings.poll}`)
        expect(results).toEqual([])
      }
    })
  })

  describe('6: a connection keeps another tenant’s schema', () => {
    it('answers many tenants of every model at once, each with its own', async ({ crowd }) => {
      const asked = Array.from({ length: 20 }, () => crowd).flat()
      const answers = await Promise.all(asked.map((user) => user.get('/me')))
      for (const [index, answer] of answers.entries()) {
        expect(read(answer, 200, meView).id).toBe(asked[index]?.id)
      }
    })

    it('writes for many tenants at once, for each into its own', async ({ crowd }) => {
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
      'makes no schema of a name that is SQL: %s',
      async (slug, { target, isolation }) => {
        const answer = await target.operate('POST', '/v1/tenants', newTenantInput(slug, isolation))
        expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'slug' }] } })
      },
    )
  })

  describe('7: the tenant of a request outlives it', () => {
    it('leaves nothing behind, whatever the request ended with', async ({ target, crowd }) => {
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
    it('serves nobody on it, with whatever token', async ({ target, home, alice }) => {
      const headers = { authorization: `Bearer ${alice.token}` }
      for (const host of [`${newSlug()}.${home.baseDomain}`, 'example.org', home.slug]) {
        const call = { host, method: 'GET', path: '/polls', headers }
        expect(await target.call(call)).toMatchObject(unknownHost)
      }
    })

    it('serves nobody past the gateway, whatever the Host', async ({
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

/** Requests that end in every way but well. */
async function upset(user: User): Promise<void> {
  const statuses = await Promise.all([
    user.get(`/polls/${nobodysId}`).then(({ status }) => status),
    user.post('/polls', { question: '' }).then(({ status }) => status),
    user.delete('/me').then(({ status }) => status),
    user.tenant.get('/me').then(({ status }) => status),
  ])
  expect(statuses).toEqual([404, 422, 405, 401])
}
