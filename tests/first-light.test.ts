import { beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { type Network, newSlug } from './network.ts'
import { sharedNetwork } from './setup/shared.ts'
import { expectStatus, type TenantClient, type User } from './tenant-client.ts'
import { modelsOfTier } from './tier.ts'

let network: Network

beforeAll(async () => {
  network = await sharedNetwork()
})

describe.each(modelsOfTier('database'))('a tenant in the model %s', (isolation) => {
  let tenant: TenantClient
  let alice: User

  beforeAll(async () => {
    tenant = await network.onboard({ isolation })
    alice = await tenant.newUser('alice')
  })

  it('serves polls from question to vote', async () => {
    const poll = await newPoll(tenant, alice)
    const [choice] = poll.choices
    const votePath = `/polls/${poll.id}/choices/${choice?.id}/vote`
    const vote = await tenant.call('POST', votePath, { token: alice.token })
    expect(vote).toMatchObject({
      status: 201,
      body: { poll: poll.id, choice: choice?.id, voted_by: alice.id },
    })
    const seen = expectStatus(
      await tenant.call('GET', `/polls/${poll.id}`, { token: alice.token }),
      200,
    )
    expect(seen).toEqual({ ...poll, choices: [{ ...choice, votes: 1 }, poll.choices[1]] })
  })

  it('counts one vote of a user, however often it is cast', async () => {
    const poll = await newPoll(tenant, alice)
    const path = `/polls/${poll.id}/choices/${poll.choices[0]?.id}/vote`
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => tenant.call('POST', path, { token: alice.token })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
  })

  it('knows only its own users', async () => {
    const other = await network.onboard({ isolation })
    expect(await other.call('GET', '/me', { token: alice.token })).toMatchObject({ status: 401 })
    const namesake = await other.newUser('alice')
    const poll = await newPoll(tenant, alice)
    expect(await other.call('GET', `/polls/${poll.id}`, { token: namesake.token })).toMatchObject({
      status: 404,
    })
    const { results } = expectStatus(
      await other.call('GET', '/polls', { token: namesake.token }),
      200,
    ) as {
      results: unknown[]
    }
    expect(results).toEqual([])
  })

  it('has the admin that it was onboarded with', async () => {
    const admin = {
      username: 'root',
      email: 'root@example.org',
      password: 'correct horse battery',
    }
    const owned = await network.onboard({ isolation, admin })
    const token = await owned.logIn(admin.username, admin.password)
    expect(await owned.call('GET', '/me', { token })).toMatchObject({
      status: 200,
      body: { role: 'admin' },
    })
  })

  it('is refused while suspended, and keeps its data', async () => {
    const poll = await newPoll(tenant, alice)
    const read = () => tenant.call('GET', `/polls/${poll.id}`, { token: alice.token })
    const wait = { prefer: 'wait=10' }
    const { id } = await findTenant(tenant.slug)
    expect(
      await network.operate('POST', `/v1/tenants/${id}/suspend`, undefined, wait),
    ).toMatchObject({ status: 200 })
    await eventually(async () =>
      expect(await read()).toMatchObject({ status: 403, body: { code: 'tenant_suspended' } }),
    )
    expect(
      await network.operate('POST', `/v1/tenants/${id}/resume`, undefined, wait),
    ).toMatchObject({ status: 200 })
    await eventually(async () =>
      expect(await read()).toMatchObject({ status: 200, body: { id: poll.id } }),
    )
  })
})

describe('the edge', () => {
  it('refuses hosts that were not onboarded', async () => {
    for (const host of [
      `nobody.${network.baseDomain}`,
      `a.b.${network.baseDomain}`,
      'example.org',
    ]) {
      expect(await network.callGateway({ host, path: '/polls' })).toMatchObject({
        status: 404,
        body: { code: 'unknown_host' },
      })
    }
  })

  it('serves a new tenant on a host that was unknown before', async () => {
    const slug = newSlug()
    expect(await network.client(slug).call('GET', '/me')).toMatchObject({ status: 404 })
    const tenant = await network.onboard({ slug })
    await eventually(async () =>
      expect(await tenant.call('GET', '/me')).toMatchObject({ status: 401 }),
    )
  })

  it('accepts a host in upper case, with a port and a final dot', async () => {
    const tenant = await network.onboard()
    for (const host of [tenant.host.toUpperCase(), `${tenant.host}:8080`, `${tenant.host}.`]) {
      expect(await network.callGateway({ host, path: '/me' })).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      })
    }
  })

  it('does not let clients choose a tenant by header', async () => {
    const tenant = await network.onboard()
    const other = await network.onboard()
    const user = await other.newUser()
    for (const name of ['x-tenant', 'X-TENANT', 'x_tenant', 'x-tenant-id']) {
      const answer = await tenant.call('GET', '/me', {
        token: user.token,
        headers: { [name]: other.slug },
      })
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
    }
  })
})

describe('polls behind the edge', () => {
  it('refuses a request without an assertion of the gateway', async () => {
    const answer = await fetch(`${network.serviceUrl}/polls`)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'assertion_refused' })
  })

  it('refuses an internal call without a capability', async () => {
    const path = `/internal/tenants/${crypto.randomUUID()}/placement`
    const answer = await fetch(`${network.internalUrl}${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: 'Bearer nonsense' },
      body: JSON.stringify({
        placement: { model: 'shared', cluster: 'c1', database: 'polls', schema: 'shared' },
        epoch: 1,
      }),
    })
    expect(answer.status).toBe(401)
  })
})

interface Poll {
  id: string
  choices: { id: string; votes: number }[]
}

async function newPoll(tenant: TenantClient, { token }: User): Promise<Poll> {
  const body = { question: 'Tea or coffee?', choices: ['Tea', 'Coffee'] }
  return expectStatus(await tenant.call('POST', '/polls', { token, body }), 201) as Poll
}

async function findTenant(slug: string): Promise<{ id: string }> {
  const tenant = await network.operate('GET', `/v1/tenants/${slug}`)
  return expectStatus(tenant, 200) as { id: string }
}
