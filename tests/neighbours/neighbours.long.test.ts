import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type Isolation, newSlug } from '../network.ts'
import { expectStatus, type TenantClient, type User } from '../tenant-client.ts'
import { givenRelease } from './given.ts'
import { createMixedPlatform, type MixedPlatform, type Part } from './mixed-platform.ts'

const before = givenRelease()
const here = fileURLToPath(new URL('../..', import.meta.url))
const all: readonly Part[] = ['polls', 'control-plane', 'gateway']

/** The parts that an upgrade has reached; the others are of the release before. */
const upgrades: [string, readonly Part[]][] = [
  ['this control plane, with the gateway and polls of the release before', ['control-plane']],
  ['this gateway and polls, with the control plane of the release before', ['polls', 'gateway']],
]

const body = { question: 'Tea or coffee?', choices: ['Tea', 'Coffee'] }

describe.skipIf(!before).each(upgrades)('%s', { timeout: 180_000 }, (_, upgraded) => {
  let platform: MixedPlatform
  let veteran: TenantClient
  let user: User

  beforeAll(async () => {
    platform = await createMixedPlatform()
    await platform.start(all, String(before))
    veteran = await onboard('schema')
    user = await veteran.newUser()
    expectStatus(await newPoll(veteran, user), 201)
    await platform.start(upgraded, here)
  }, 180_000)

  afterAll(() => platform[Symbol.asyncDispose]())

  async function operate(method: string, path: string, input?: object): Promise<unknown> {
    return expectStatus(await platform.operate(method, path, input, { prefer: 'wait=30' }), 200)
  }

  const change = ({ slug }: TenantClient, verb: string) =>
    operate('POST', `/v1/tenants/${slug}/${verb}`)

  async function onboard(isolation: Isolation): Promise<TenantClient> {
    const slug = newSlug()
    const input = { slug, name: slug, isolation }
    const begun = await platform.operate('POST', '/v1/tenants', input, { prefer: 'wait=30' })
    expect([201, 202]).toContain(begun.status)
    await eventually(async () => {
      expect(await operate('GET', `/v1/tenants/${slug}`)).toMatchObject({ status: 'active' })
    }, 60_000)
    return platform.client(slug)
  }

  const isAnswered = (tenant: TenantClient, { token }: User, status: number) =>
    eventually(async () =>
      expect((await tenant.call('GET', '/polls', { token })).status).toBe(status),
    )

  async function settled(part: 'migrations' | 'drift'): Promise<unknown> {
    const begun = await platform.operate('POST', `/v1/${part}`, {})
    const { id } = expectStatus(begun, 202) as { id: string }
    return eventually(async () => {
      const run = await operate('GET', `/v1/${part}/${id}`)
      expect(run).toMatchObject({ finishedAt: expect.any(String) })
      return run
    }, 60_000)
  }

  it('serve existing tenants', async () => {
    await isAnswered(veteran, user, 200)
    expect(await veteran.logIn(user.username, 'a long enough password')).toEqual(expect.any(String))
    expectStatus(await newPoll(veteran, user), 201)
  })

  it.each<Isolation>(['shared', 'schema', 'database'])(
    'onboard a tenant in the model %s, and serve it',
    async (isolation) => {
      const tenant = await onboard(isolation)
      const alice = await tenant.newUser()
      const poll = expectStatus(await newPoll(tenant, alice), 201) as Poll
      const path = `/polls/${poll.id}/choices/${poll.choices[0]?.id}/vote`
      expectStatus(await tenant.call('POST', path, { token: alice.token }), 201)
    },
  )

  it('enforce a tenant’s plan', async () => {
    const tenant = await onboard('schema')
    const alice = await tenant.newUser()
    const plan = newSlug()
    const input = { name: plan, limits: { polls: 1 } }
    expectStatus(await platform.operate('POST', '/v1/plans', input), 201)
    await operate('PATCH', `/v1/tenants/${tenant.slug}`, { plan })
    await eventually(async () => {
      expectStatus(await newPoll(tenant, alice), 409)
    })
  })

  it('suspend a tenant, resume it, and purge it without a trace', async () => {
    const tenant = await onboard('schema')
    const alice = await tenant.newUser()
    await change(tenant, 'suspend')
    await isAnswered(tenant, alice, 403)
    await change(tenant, 'resume')
    await isAnswered(tenant, alice, 200)
    for (const verb of ['suspend', 'archive', 'delete']) await change(tenant, verb)
    const { id } = (await change(tenant, 'purge')) as { id: string }
    await isAnswered(tenant, alice, 404)
    expect(await operate('GET', `/v1/tenants/${id}/receipt`)).toMatchObject({
      confirmedAt: expect.any(String),
    })
  })

  it('run commands in a tenant', async () => {
    const tenant = await onboard('shared')
    await operate('POST', `/v1/tenants/${tenant.slug}/commands/count`, { args: {} })
    const { results } = (await operate('GET', '/v1/commands')) as { results: { name: string }[] }
    expect(results.map(({ name }) => name)).toContain('count')
  })

  it('migrate the fleet, and find no drift afterwards', async () => {
    expect(await settled('migrations')).toMatchObject({ state: 'succeeded' })
    expect(await settled('drift')).toMatchObject({ state: 'succeeded' })
  })

  it('check the placements of all tenants', async () => {
    const { findings } = (await operate('GET', '/v1/doctor')) as { findings: { code: string }[] }
    expect(findings.map(({ code }) => code)).not.toContain('data_plane_away')
  })
})

interface Poll {
  id: string
  choices: { id: string }[]
}

function newPoll(tenant: TenantClient, { token }: User) {
  return tenant.call('POST', '/polls', { token, body })
}
