import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeTenants, type TenantsFolder } from '@mt/infra/tenants'
import { findRecorded } from '@mt/local-servers/processes/recorded-process'
import { recordsOf } from '@mt/local-servers/tenants/tenant-processes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processesIn } from '../dedicated/processes-in.ts'
import { eventually } from '../eventually.ts'
import { newSlug } from '../network.ts'
import { expectStatus, type TenantClient, type User } from '../tenant-client.ts'
import { givenRelease } from './given.ts'
import { createMixedPlatform, type MixedPlatform } from './mixed-platform.ts'

const before = givenRelease()
const here = fileURLToPath(new URL('../..', import.meta.url))

/** Each goes on with the tenant as the one before has left it. */
describe.skipIf(!before)('a dedicated tenant of the release before', { timeout: 300_000 }, () => {
  let tenants: TenantsFolder
  let platform: MixedPlatform
  let odin: TenantClient
  let user: User
  let id: string

  beforeAll(async () => {
    tenants = await makeTenants()
    platform = await createMixedPlatform(tenants.env)
    await platform.start(['polls', 'control-plane', 'gateway'], String(before))
    const slug = newSlug()
    const wanted = { slug, name: slug, isolation: 'dedicated' }
    await platform.operate('POST', '/v1/tenants', wanted, { prefer: 'wait=30' })
    const shown = await eventually(async () => {
      const { body } = await platform.operate('GET', `/v1/tenants/${slug}`)
      expect(body).toMatchObject({ status: 'active' })
      return body as { id: string }
    })
    id = shown.id
    odin = platform.client(slug)
    user = await odin.newUser()
  }, 300_000)

  afterAll(async () => {
    await platform[Symbol.asyncDispose]()
    await tenants[Symbol.asyncDispose]()
  })

  const folder = () => join(tenants.env.RUNTIME_FOLDER, id)

  async function pids(): Promise<Record<'service' | 'postgres', number | undefined>> {
    const { service, postgres } = recordsOf(folder())
    const found = await Promise.all([findRecorded(service), findRecorded(postgres)])
    return { service: found[0]?.pid, postgres: found[1]?.pid }
  }

  const isAnswered = (status: number) =>
    eventually(async () =>
      expect((await odin.call('GET', '/me', { token: user.token })).status).toBe(status),
    )

  async function change(verb: string): Promise<void> {
    const path = `/v1/tenants/${odin.slug}/${verb}`
    expectStatus(await platform.operate('POST', path, undefined, { prefer: 'wait=30' }), 200)
  }

  /** A control plane replaces what another version has launched: the one service, and no database. */
  async function expectReplacedBy(release: string): Promise<void> {
    const [old, { service, postgres }] = [await processes(), await pids()]
    await platform.start(['control-plane'], release)
    await eventually(async () => expect([undefined, service]).not.toContain((await pids()).service))
    await isAnswered(200)
    expect((await pids()).postgres).toBe(postgres)
    expect(await processes()).toEqual(old)
  }

  /** As many entries as it has processes, recorded or not. */
  async function processes(): Promise<string[]> {
    if (process.platform === 'linux') return processesIn(tenants.env.RUNTIME_FOLDER)
    return Object.values(await pids()).flatMap((pid) => (pid ? [id] : []))
  }

  it('is adopted by this control plane, which launches no second one beside it', async () => {
    await expectReplacedBy(here)
    expect(await processes()).toEqual([id, id])
    const logs = (await readdir(folder())).filter((name) => name.includes('.log'))
    expect(logs.filter((name) => name.startsWith('polls'))).toEqual([])
    expect(logs).toEqual(expect.arrayContaining(['service.log', 'service.log.before']))
  })

  it('is taken back by the control plane of the release before', async () => {
    await expectReplacedBy(String(before))
    expect(await processes()).toEqual([id, id])
  })

  it('is stopped, started and purged by this control plane', async () => {
    await expectReplacedBy(here)
    await change('suspend')
    expect(await processes()).toEqual([])
    await change('resume')
    await isAnswered(200)
    for (const verb of ['suspend', 'archive', 'delete', 'purge']) await change(verb)
    expect(await readdir(tenants.env.RUNTIME_FOLDER)).not.toContain(id)
    expect(await processes()).toEqual([])
  })
})
