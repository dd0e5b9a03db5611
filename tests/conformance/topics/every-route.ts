import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { allIds, type Ids, showPoll } from '../polls.ts'
import { forbidden, invalid, notFound, problem, unauthorized } from '../problems.ts'
import { pathOf, type Route, routes, titleOf } from '../routes.ts'
import type { Caller } from '../tenant.ts'

const titled = routes.map((route) => ({ title: titleOf(route), ...route }))
const guarded = titled.filter(({ who }) => who !== 'anyone')
const withIds = titled.filter(({ names }) => names !== undefined)
const withBody = titled.filter(({ body }) => body !== undefined)
const forAdmins = titled.filter(({ who }) => who === 'admin')
const forCreators = titled.filter(({ who }) => who === 'creator')

const nobodysIds = allIds('01900000-0000-7000-8000-00000000dead')

/** What all routes have in common. */
export function describeEveryRoute(it: ConformanceTest): void {
  describe('a route for users', () => {
    it.for(guarded)('requires a token: $title', async (route, { home, things }) => {
      const answer = await send(home, route, things)
      expect(answer).toMatchObject(unauthorized)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    })

    it.for(guarded)(
      'refuses a token of another tenant: $title',
      async (route, { home, mallory, things }) => {
        const foreign = await send(home.bearing(mallory.token), route, things)
        const invented = await send(home.bearing('x'.repeat(43)), route, things)
        expect(foreign).toMatchObject(unauthorized)
        expect(invented.body).toEqual(foreign.body)
      },
    )
  })

  describe('a route for admins', () => {
    it.for(forAdmins)('refuses other users: $title', async (route, { alice, things }) => {
      expect(await send(alice, route, things)).toMatchObject(forbidden)
    })

    it.for(forAdmins)('does not reveal to them what exists: $title', async (route, { alice }) => {
      expect(await send(alice, route, nobodysIds)).toMatchObject(forbidden)
    })
  })

  describe('a route for the creator', () => {
    it.for(forCreators)('refuses other users: $title', async (route, { alice, bob, things }) => {
      const before = await showPoll(alice, { id: things.poll })
      expect(await send(bob, route, things)).toMatchObject(forbidden)
      expect(await showPoll(alice, { id: things.poll })).toEqual(before)
    })
  })

  describe('a route with an id', () => {
    it.for(withIds)(
      'answers the same for unknown, foreign and invalid ids: $title',
      async (route, { root, foreignThings }) => {
        const ids = [nobodysIds, foreignThings, ...noIds.map(allIds)]
        for (const each of ids) {
          const answer = await send(root, route, each)
          expect(answer).toMatchObject(notFound)
          expect(answer.body).toEqual((await send(root, route, nobodysIds)).body)
        }
      },
    )
  })

  describe('a route with a body', () => {
    it.for(withBody)('refuses invalid JSON: $title', async (route, { root, things }) => {
      for (const text of ['{"question": ', 'question=x', '{]', '\u0000']) {
        const headers = { 'content-type': 'application/json' }
        const answer = await root.call(route.method, pathOf(route, things), { text, headers })
        expect(answer).toMatchObject(problem(400, 'malformed_body'))
      }
    })

    it.for(withBody)('refuses other types than JSON: $title', async (route, { root, things }) => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
        const options = { text: JSON.stringify(route.body), headers: { 'content-type': type } }
        const answer = await root.call(route.method, pathOf(route, things), options)
        expect(answer).toMatchObject(problem(415, 'wrong_body_type'))
      }
    })

    it.for(withBody)(
      'refuses a body that is too large: $title',
      async (route, { root, things }) => {
        const body = { ...route.body, question: 'x'.repeat(70_000) }
        const answer = await root.call(route.method, pathOf(route, things), { body })
        expect(answer).toMatchObject(problem(413, 'body_too_large'))
      },
    )

    it.for(withBody)('refuses anything but an object: $title', async (route, { root, things }) => {
      for (const body of [null, [], 'text', 7, true]) {
        const answer = await root.call(route.method, pathOf(route, things), { body })
        expect(answer).toMatchObject(invalid('body'))
      }
    })

    it.for(withBody)(
      'refuses fields that only the server sets: $title',
      async (route, { root, things }) => {
        for (const field of serversFields) {
          const body = { ...route.body, [field]: things.user }
          const answer = await root.call(route.method, pathOf(route, things), { body })
          expect(answer).toMatchObject(invalid(field))
        }
      },
    )
  })

  describe('a path', () => {
    it.for(titled)('may end with a slash: $title', async (route, { home, things }) => {
      const path = pathOf(route, things)
      const plain = await home.call(route.method, path)
      const slashed = await home.call(route.method, `${path}/`)
      expect([slashed.status, slashed.body]).toEqual([plain.status, plain.body])
    })

    it.for(titled)('lists its methods for others: $title', async (route, { root, things }) => {
      const taken = routes.filter(({ path }) => path === route.path).map(({ method }) => method)
      for (const method of methods.filter((each) => !taken.includes(each))) {
        const answer = await root.call(method, pathOf(route, things))
        expect(answer).toMatchObject(problem(405, 'method_not_allowed'))
        expect(String(answer.headers.allow).split(', ').sort()).toEqual(taken.toSorted())
      }
    })

    it.for(['/', '/poll', '/polls/x/y/z', '/admin/api', '/internal/tenants', '/v1/tenants'])(
      'that does not exist is 404: %s',
      async (path, { root }) => {
        for (const method of ['GET', 'POST', 'DELETE']) {
          expect(await root.call(method, path)).toMatchObject(notFound)
        }
      },
    )
  })
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Fields that clients must not set. */
const serversFields = [
  'id',
  'tenant',
  'tenant_id',
  'tenantId',
  'created_by',
  'voted_by',
  'pub_date',
]

const noIds = ['0', '1', 'null', 'x', '..%2fpolls', "1'%20or%20'1'='1", '%00', `${'9'.repeat(400)}`]

function send(caller: Caller, route: Route, ids: Ids) {
  return caller.call(route.method, pathOf(route, ids), { body: route.body })
}
