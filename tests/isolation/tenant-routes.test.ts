import { assertionHeader, createAssertionSigner } from '@mt/shared/assertion'
import { newId } from '@mt/shared/ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelsOfTier } from '../tier.ts'
import { forgedAssertions } from './forged-assertions.ts'
import { type Overseer, oversee } from './parties.ts'
import {
  type Answer,
  asserted,
  furnish,
  type Household,
  send,
  sharedPlacement,
  startPollsService,
} from './polls-service.ts'
import {
  forgedFields,
  pathTo,
  type Route,
  type RouteCase,
  routeCases,
  routesOf,
} from './route-cases.ts'
import { writeTable } from './tables.ts'

const service = await startPollsService()
const anyone = { tenantId: newId(), epoch: 1, placement: sharedPlacement(service.database) }
const headers = await asserted(service, anyone)
const described = await send(`${service.url}/openapi.json`, { method: 'GET', headers })
const document = JSON.parse(described.text)
const routes = routesOf(document)
const known = routes.filter(({ name }) => name in routeCases)
const counts = new Map<string, number>()

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await writeTable('tenant-routes', { routes: known.map(({ name }) => name), counts })
})

describe('the document of the tenant API', () => {
  it('has a case for each of its routes, and no other', () => {
    expect(routes.map(({ name }) => name).sort()).toEqual(Object.keys(routeCases).sort())
  })
})

/** All models share one code path: `npm test` uses the one with the least isolation. */
const models = modelsOfTier('shared')

describe.each(models)('tenants in the model %s', (model) => {
  let mine: Household
  let other: Household
  let overseer: Overseer
  let theirOverseer: Overseer
  let before: string

  beforeAll(async () => {
    const [me, they] = [await service.tenant(model), await service.tenant(model)]
    overseer = await oversee(service.homeOf(me).databaseUrl, me.placement.database)
    theirOverseer = await oversee(service.homeOf(they).databaseUrl, they.placement.database)
    mine = await furnish(overseer, me)
    other = await furnish(theirOverseer, they)
    before = await everythingOf(theirOverseer, other)
  })
  afterAll(async () => {
    expect(await everythingOf(theirOverseer, other)).toBe(before)
    await overseer[Symbol.asyncDispose]()
    await theirOverseer[Symbol.asyncDispose]()
  })

  async function call(
    route: Route,
    options: { path: string; token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer> {
    const { path, token, body, headers } = options
    const answer = await sendCounted(path, {
      method: route.method,
      body,
      headers: {
        ...(await asserted(service, mine.identity)),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
    })
    expect(answer.text).not.toContain(other.secret)
    expect(answer.status).toBeLessThan(500)
    return answer
  }

  /** Calls the service that serves `mine`. */
  function sendCounted(path: string, request: Parameters<typeof send>[1]): Promise<Answer> {
    counts.set(model, (counts.get(model) ?? 0) + 1)
    return send(`${service.homeOf(mine.identity).url}${path}`, request)
  }

  const of = ({ name }: Route): RouteCase => routeCases[name] as RouteCase

  it.each(known)('$name serves its own tenant', async (route) => {
    const own = await furnish(overseer, mine.identity)
    // The household's user has already voted, so its admin casts the second vote.
    const { status } = await call(route, {
      path: pathTo(route, of(route), own),
      token: own.adminToken,
      body: of(route).body,
    })
    if (of(route).own) expect(status).toBe(of(route).own)
    else expect(status).toBeLessThan(300)
  })

  it.each(known.filter(({ path }) => path.includes('{')))(
    '$name does not find another tenant’s ids',
    async (route) => {
      const path = pathTo(route, of(route), other)
      for (const token of [mine.userToken, mine.adminToken]) {
        const { status } = await call(route, { path, token, body: of(route).body })
        const refused = path.startsWith('/admin') && token === mine.userToken ? 403 : 404
        expect(status).toBe(refused)
      }
    },
  )

  it.each(known.filter(({ path }) => path.includes('{choiceId}')))(
    '$name refuses a mixture of two tenants’ ids',
    async (route) => {
      for (const mixed of [
        { ...mine, choice: other.choice },
        { ...mine, poll: other.poll },
      ]) {
        const path = pathTo(route, of(route), mixed)
        expect((await call(route, { path, token: mine.adminToken })).status).toBe(404)
      }
    },
  )

  it.each(known.filter(({ guarded }) => guarded))(
    '$name refuses another tenant’s tokens',
    async (route) => {
      const path = pathTo(route, of(route), mine)
      for (const token of [other.userToken, other.adminToken]) {
        const { status } = await call(route, { path, token, body: of(route).body })
        expect(status).toBe(401)
      }
      for (const cookie of cookiesOf(other)) {
        const { status } = await call(route, { path, body: of(route).body, headers: { cookie } })
        expect(status).toBeOneOf([401, 403])
      }
    },
  )

  it.each(known.filter(({ guarded }) => guarded))('$name requires a user', async (route) => {
    const path = pathTo(route, of(route), mine)
    expect((await call(route, { path, body: of(route).body })).status).toBe(401)
  })

  it.each(known.filter(({ name }) => routeCases[name]?.pages))(
    '$name shows only its own rows for another tenant’s cursor',
    async (route) => {
      const cursor = Buffer.from(other.poll).toString('base64url')
      const path = pathTo(route, of(route), mine)
      const joined = `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}&limit=100`
      expect((await call(route, { path: joined, token: mine.adminToken })).status).toBeOneOf([
        200, 422,
      ])
      const theirs = pathTo(route, of(route), other)
      const { status, text } = await call(route, { path: theirs, token: mine.adminToken })
      expect(status).toBe(200)
      expect(text).not.toContain(other.poll)
    },
  )

  it.each(known.filter(({ takesBody }) => takesBody))(
    '$name refuses fields that only the server sets',
    async (route) => {
      const own = await furnish(overseer, mine.identity)
      for (const field of forgedFields) {
        const { status, text } = await call(route, {
          path: pathTo(route, of(route), own),
          token: own.adminToken,
          body: { ...of(route).body, [field]: other.identity.tenantId },
        })
        expect(status).toBe(422)
        expect(text).toContain(`"${field}"`)
      }
    },
  )

  it.each(known.filter(({ path }) => path.startsWith('/admin')))(
    '$name is for admins',
    async (route) => {
      const path = pathTo(route, of(route), mine)
      const { status } = await call(route, { path, token: mine.userToken, body: of(route).body })
      expect(status).toBe(403)
    },
  )

  it.each(known.filter(({ name }) => /^(PUT|PATCH|DELETE) \/polls|POST .*choices$/.test(name)))(
    '$name is for the poll’s creator and for admins',
    async (route) => {
      const own = await furnish(overseer, mine.identity)
      const path = pathTo(route, of(route), own)
      const { status } = await call(route, { path, token: own.userToken, body: of(route).body })
      expect(status).toBe(403)
    },
  )

  if (model !== 'shared')
    it('serves no tenant in another’s placement', async () => {
      const signAssertion = createAssertionSigner(service.assertionKey) // without a cached assertion
      const misplaced = { ...mine.identity, placement: other.identity.placement }
      const answer = await sendCounted('/polls', {
        method: 'GET',
        headers: {
          ...(await asserted({ signAssertion }, misplaced)),
          authorization: `Bearer ${other.adminToken}`,
        },
      })
      // A dedicated tenant's service cannot connect to another's cluster at all.
      expect(answer.status).toBe(model === 'dedicated' ? 503 : 409)
      expect(answer.text).not.toContain(other.secret)
    })

  describe('the assertion', () => {
    let forged: [string, string | undefined][]

    beforeAll(async () => {
      const parties = { mine: mine.identity, other: other.identity }
      forged = await forgedAssertions(service.assertionKey, parties)
    })

    it.each(known)('is required by $name, and must be valid', async (route) => {
      for (const [name, assertion] of forged) {
        const answer = await sendCounted(pathTo(route, of(route), mine), {
          method: route.method,
          body: of(route).body,
          headers: {
            ...(assertion === undefined ? {} : { [assertionHeader]: assertion }),
            authorization: `Bearer ${mine.adminToken}`,
          },
        })
        expect({ name, status: answer.status }).toEqual({ name, status: 401 })
        expect(answer.text).toContain('assertion_refused')
      }
    })

    it('is required for unknown routes, the document and its page', async () => {
      const nowhere = ['/', '/nothing', '/admin', '/app', '/openapi.json/x', '/polls/', '/livez/x']
      for (const path of [...nowhere, '/openapi.json', '/openapi.json/', '/docs', '/assets/x.js']) {
        const answer = await sendCounted(path, { method: 'GET' })
        expect({ path, status: answer.status }).toEqual({ path, status: 401 })
      }
    })

    it('is not required for health checks', async () => {
      for (const path of ['/livez', '/livez/', '/readyz', '/readyz/']) {
        expect((await sendCounted(path, { method: 'GET' })).status).toBe(200)
      }
    })
  })
})

/** The other tenant's sessions, as cookies under every possible name. */
function cookiesOf({ adminToken }: Household): string[] {
  return ['session', '__Host-session'].map((name) => `${name}=${adminToken}`)
}

async function everythingOf(overseer: Overseer, household: Household): Promise<string> {
  const { tenantId, placement } = household.identity
  return overseer.rowsOf({
    ...{ tenantId, schema: placement.schema, secret: household.secret },
    ...{ userId: household.user, pollId: household.poll, choiceId: household.choice },
  })
}
