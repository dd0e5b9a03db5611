import { once } from 'node:events'
import { type ClientRequest, request } from 'node:http'
import type { JsonAnswer } from '@mt/infra/dev/http-json'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from './network.ts'
import { sharedNetwork } from './setup/shared.ts'
import { expectStatus, password, type TenantClient, type User } from './tenant-client.ts'

const root = { username: 'root', email: 'root@example.org', password }

let network: Network
let neighbours: { tenant: TenantClient; user: User }[]

beforeAll(async () => {
  network = await sharedNetwork()
  const models = ['shared', 'schema', 'database'] as const
  neighbours = await Promise.all(
    models.map(async (isolation) => {
      const tenant = await network.onboard({ isolation })
      return { tenant, user: await tenant.newUser() }
    }),
  )
})

/** Hashing passwords keeps a service busy, which must delay only the tenant that causes it. */
describe('a flood of passwords for one tenant', () => {
  it('does not keep others from logging in: closed sign-ups', async () => {
    const tenant = await network.onboard({ admin: root })
    const token = await tenant.logIn(root.username, password)
    const closed = { sign_up_open: false }
    expectStatus(await tenant.call('PATCH', '/admin/api/settings', { token, body: closed }), 200)
    const statuses = await during(() => signUp(tenant), logInEverywhere)
    expect([...statuses].filter((status) => ![403, 429].includes(status))).toEqual([])
  })

  it('does not keep others from logging in: open sign-ups', async () => {
    const tenant = await network.onboard()
    const statuses = await during(() => signUp(tenant), logInEverywhere)
    expect([...statuses].filter((status) => ![201, 429, 503].includes(status))).toEqual([])
  })

  it('does not keep others from logging in: wrong passwords', async () => {
    const tenant = await network.onboard({ admin: root })
    const body = () => ({ username: crypto.randomUUID(), password: 'wrong' })
    const send = () => tenant.call('POST', '/login', { body: body() })
    const statuses = await during(send, logInEverywhere)
    expect([...statuses].filter((status) => ![401, 429, 503].includes(status))).toEqual([])
  })

  it('is dropped for clients that have disconnected', async () => {
    const tenant = await network.onboard({ admin: root })
    const requests = Array.from({ length: 80 }, () => openSignUp(tenant))
    await Promise.race(requests.map((each) => once(each, 'response')))
    for (const each of requests) each.destroy()
    const token = await tenant.logIn(root.username, password)
    const page = await tenant.call('GET', '/admin/api/users?limit=100', { token })
    const { results } = expectStatus(page, 200) as { results: unknown[] }
    expect(results.length).toBeLessThan(40)
  })
})

/** Services and clients share one process here, which many more connections would overload. */
const connections = 24

/** Sends requests one after another on each connection during `work`. Returns their statuses. */
async function during(
  send: () => Promise<JsonAnswer>,
  work: () => Promise<void>,
): Promise<Set<number>> {
  const statuses = new Set<number>()
  let isOver = false
  const flood = Array.from({ length: connections }, async () => {
    while (!isOver) statuses.add((await send()).status)
  })
  await work().finally(() => {
    isOver = true
  })
  await Promise.all(flood)
  return statuses
}

/** Throws unless every login of every neighbour succeeds. */
async function logInEverywhere(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await Promise.all(neighbours.map(({ tenant, user }) => tenant.logIn(user.username, password)))
  }
}

function newAccount() {
  const username = `user-${crypto.randomUUID()}`
  return { username, email: 'somebody@example.org', password }
}

function signUp(tenant: TenantClient): Promise<JsonAnswer> {
  return tenant.call('POST', '/users', { body: newAccount() })
}

function openSignUp({ host }: TenantClient): ClientRequest {
  const headers = { host, 'content-type': 'application/json' }
  const outgoing = request(new URL('/users', network.gatewayUrl), {
    method: 'POST',
    headers,
    agent: false,
  })
  outgoing.on('error', () => {})
  outgoing.end(JSON.stringify(newAccount()))
  return outgoing
}
