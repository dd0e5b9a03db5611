import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { describeControlPlane } from '../../http/describe.ts'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'
import { writeCases } from '../../testing/write-cases.ts'

let network: TestNetwork
let declared: TestNetwork['service']['quotas']
beforeAll(async () => {
  network = await startTestNetwork()
  declared = network.service.quotas
})
afterEach(() => {
  network.service.quotas = declared
  network.service.behave = () => undefined
})
afterAll(() => network.close())

const headers = { prefer: 'wait=10' }
const seats = { name: 'seats', label: 'Seats', unit: 'seats', default: 10 }

function answerQuotasWith(status: number): void {
  network.service.behave = (action) => (action === 'list-quotas' ? status : undefined)
}

async function newTenant(limits: object): Promise<string> {
  const body = { slug: newSlug(), name: 'Thor', limits }
  const { status, body: tenant } = await network.call('POST', '/v1/tenants', { body, headers })
  expect(status).toBe(201)
  return `/v1/tenants/${tenant.id}`
}

async function newPlan(limits: object): Promise<string> {
  const body = { name: newSlug(), limits }
  const { status, body: plan } = await network.call('POST', '/v1/plans', { body })
  expect(status).toBe(201)
  return `/v1/plans/${plan.id}`
}

const change = (path: string, body: object) => network.call('PATCH', path, { body, headers })

/** The routes whose body says limits, as the API's own document lists them. */
const { paths = {}, components } = describeControlPlane()
const limiting = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { requestBody }]) =>
    takesLimits(requestBody) ? [`${method.toUpperCase()} ${path}`] : [],
  ),
)

function takesLimits(requestBody: object = {}): boolean {
  const [, name = ''] = /schemas\/(\w+)/.exec(JSON.stringify(requestBody)) ?? []
  return JSON.stringify(components?.schemas?.[name] ?? {}).includes('Limits"')
}

describe('the quotas', () => {
  it('are those that the service declares', async () => {
    network.service.quotas = [seats]
    const answer = await network.call('GET', '/v1/quotas')
    expect(answer).toMatchObject({ status: 200, body: { results: [seats] } })
  })

  it('are not known while the service is away', async () => {
    answerQuotasWith(500)
    expect(await network.call('GET', '/v1/quotas')).toMatchObject({ status: 503 })
  })

  it('are none of a service of an earlier release', async () => {
    answerQuotasWith(404)
    const answer = await network.call('GET', '/v1/quotas')
    expect(answer).toMatchObject({ status: 200, body: { results: [] } })
  })
})

describe('a route that takes limits', () => {
  it('is one of plans or tenants', () => {
    expect(limiting.sort()).toEqual([
      'PATCH /v1/plans/{id}',
      'PATCH /v1/tenants/{id}',
      'POST /v1/plans',
      'POST /v1/tenants',
    ])
  })

  it.each(limiting)('takes none that does not exist: %s', async (route) => {
    const sent = await writeCases[route]?.given(network)
    const [method = ''] = route.split(' ')
    const ask = (limits: object) =>
      network.call(method, sent?.path ?? '', { body: { ...sent?.body, limits }, headers })
    for (const name of ['user', 'constructor', 'toString']) {
      const message =
        'is no limit; there are requestsPerSecond, burst, requestsInFlight, models, users, polls'
      expect(await ask({ users: 3, [name]: 5 })).toMatchObject({
        status: 422,
        body: { errors: [{ field: `limits.${name}`, message }] },
      })
    }
    for (const name of ['__proto__', 'Users', 'a'.repeat(41), '']) {
      const errors = [{ field: `limits.${name}`, message: expect.stringContaining('letters') }]
      const refused = await ask(JSON.parse(`{${JSON.stringify(name)}: 5}`))
      expect(refused).toMatchObject({ status: 422, body: { errors } })
    }
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`seats${at}`, 1]))
    expect(await ask(many)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'limits', message: 'must be 54 limits at most' }] },
    })
    for (const number of [0, 1.5, '7', true, 1e10]) {
      const errors = [{ field: 'limits.users' }]
      expect(await ask({ users: number })).toMatchObject({ status: 422, body: { errors } })
    }
    expect((await ask({ users: 3, polls: null })).status).toBeLessThan(300)
  })
})

describe('limits', () => {
  it('are set while the service is away, unless they name another quota', async () => {
    const [plan, tenant] = [await newPlan({ polls: 5 }), await newTenant({ polls: 5 })]
    answerQuotasWith(503)
    for (const path of [plan, tenant]) {
      expect(await change(path, { limits: { burst: 4, polls: 6 } })).toMatchObject({ status: 200 })
      const refused = { status: 503, body: { code: 'unavailable' } }
      expect(await change(path, { limits: { users: 4 } })).toMatchObject(refused)
    }
    await newPlan({ requestsPerSecond: 4 })
    await newTenant({ requestsPerSecond: 4 })
  })

  it('may keep a quota that is gone, and do not get it back', async () => {
    const [plan, tenant] = [await newPlan({ polls: 5 }), await newTenant({ polls: 5 })]
    network.service.quotas = [seats]
    for (const path of [plan, tenant]) {
      const kept = { limits: { polls: 5, seats: 3 } }
      expect(await change(path, kept)).toMatchObject({ status: 200, body: kept })
      expect(await change(path, { limits: { seats: 3 } })).toMatchObject({ status: 200 })
      expect(await change(path, kept)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'limits.polls' }] },
      })
    }
  })

  it('of a tenant name no models', async () => {
    for (const models of [['shared'], 5, null]) {
      const message = 'is for plans only; leave it out, or give the tenant another plan'
      expect(await change(await newTenant({}), { limits: { models } })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'limits.models', message }] },
      })
    }
  })

  it('name any quota where the service is of an earlier release, which lists none', async () => {
    answerQuotasWith(404)
    await newPlan({ polls: 5 })
  })

  it('are looked up once for a request that is repeated', async () => {
    const again = { headers: { ...headers, 'idempotency-key': newSlug() } }
    const body = { slug: newSlug(), name: 'Thor', limits: { polls: 5 } }
    const first = await network.call('POST', '/v1/tenants', { body, ...again })
    answerQuotasWith(503)
    const second = await network.call('POST', '/v1/tenants', { body, ...again })
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
  })
})
