import { describeTenantApi } from '@mt/data-plane/describe'
import { polls } from '@mt/polls/service'
import { newId } from '@mt/shared/ids'
import { signPlaneCall } from '@mt/shared/internal-call'
import { inUrl, oddText } from '@mt/shared/testing/odd-text'
import { testServers } from '@mt/shared/testing/servers'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Overseer, oversee } from './parties.ts'
import { asserted, furnish, type Household, send, startPollsService } from './polls-service.ts'
import { pathTo, type RouteCase, routeCases, routesOf } from './route-cases.ts'

const service = await startPollsService()
const routes = routesOf(describeTenantApi(polls)).filter(({ name }) => name in routeCases)
let tenant: TenantIdentity
let household: Household
let overseer: Overseer
let headers: Record<string, string>

beforeAll(async () => {
  tenant = await service.tenant('shared')
  overseer = await oversee(testServers().databaseUrl, tenant.placement.database)
  household = await furnish(overseer, tenant)
  headers = {
    ...(await asserted(service, tenant)),
    authorization: `Bearer ${household.adminToken}`,
  }
})
afterAll(async () => {
  await overseer[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

const property = (work: (text: string) => Promise<void>) =>
  fc.assert(fc.asyncProperty(oddText, work), { numRuns: 5 })

describe.each(routes)('$name, with text that PostgreSQL cannot store', (route) => {
  const { method, path, takesBody } = route
  const { body = {}, names, pages } = routeCases[route.name] as RouteCase
  const call = (at: string, sent?: unknown) =>
    send(`${service.url}${at}`, { method, headers, ...(sent === undefined ? {} : { body: sent }) })
  const own = () => pathTo(route, { names: { ...names } }, household)

  if (path.includes('{'))
    it('finds nothing by that text', async () => {
      await property(async (text) => {
        const at = path.replace(/\{\w+\}/g, () => inUrl(text))
        expect((await call(at, takesBody ? body : undefined)).status).toBe(404)
      })
    })

  it('refuses it in the query', async () => {
    await property(async (text) => {
      for (const name of ['q', 'cursor', 'poll', 'limit', 'none']) {
        const [at = ''] = own().split('?')
        const answer = await call(`${at}?${name}=${inUrl(text)}`, takesBody ? body : undefined)
        expect({ status: answer.status, text: answer.text }).toEqual({
          status: 422,
          text: expect.stringContaining(`"field":"${name}"`),
        })
      }
    })
  })

  if (takesBody)
    it('refuses it in every field of the body', async () => {
      await property(async (text) => {
        for (const field of Object.keys(body)) {
          for (const value of [text, [text], { [field]: text }]) {
            const answer = await call(own(), { ...body, [field]: value })
            expect(answer.status).toBe(422)
            expect(answer.text).toContain(`"field":"${field}`)
          }
        }
      })
    })

  if (pages)
    it('refuses it in a cursor', async () => {
      await property(async (text) => {
        const [at = '', query] = own().split('?')
        for (const inside of [text, JSON.stringify([text, newId()]), JSON.stringify([1, text])]) {
          const cursor = Buffer.from(inside).toString('base64url')
          for (const sort of ['', '&sort=username', '&sort=question', '&sort=votes']) {
            const answer = await call(`${at}?${query ? `${query}&` : ''}cursor=${cursor}${sort}`)
            expect(answer.status).toBe(422)
          }
        }
      })
    })
})

describe('the internal API', () => {
  it('refuses text that cannot be stored in every field', async () => {
    const { internalKey, internalUrl } = service
    const capability = await signPlaneCall(internalKey, { action: 'any' }, 'polls')
    const base = `${internalUrl}/internal/tenants/${newId()}`
    await property(async (text) => {
      for (const [method, at] of [
        ['PUT', '/placement'],
        ['PUT', '/admin'],
        ['POST', '/commands/set-password'],
      ] as const) {
        const sent = { method, headers: { authorization: `Bearer ${capability}` } }
        for (const body of [
          { placement: { schema: text } },
          { admin: { username: text } },
          { args: { x: text } },
        ]) {
          expect((await send(`${base}${at}`, { ...sent, body })).status).toBe(422)
        }
        expect((await send(`${base}${at}/${inUrl(text)}`, sent)).status).toBe(404)
      }
    })
  })
})
