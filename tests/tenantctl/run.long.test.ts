import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import type { TenantClient } from '../tenant-client.ts'
import { type Tenantctl, tenantctlOf } from './tenantctl.ts'

const admin = { username: 'root', email: 'root@example.org', password: 'correct horse battery' }
const password = 'another horse battery'
// Each call starts a process.
let network: OwnNetwork
let tenantctl: Tenantctl
let shared: TenantClient
let schema: TenantClient

beforeAll(async () => {
  network = await startNetwork()
  tenantctl = tenantctlOf(network)
  ;[shared, schema] = await Promise.all([
    network.onboard({ isolation: 'shared', admin }),
    network.onboard({ isolation: 'schema', admin }),
    network.onboard({ isolation: 'database' }),
  ])
})
afterAll(() => network[Symbol.asyncDispose]())

describe('tenantctl run', () => {
  it('runs a command in one tenant', async () => {
    const ran = await tenantctl(['run', shared.slug, '--', 'list-users', '--limit', '5'])
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('root@example.org') })
  })

  it('runs a command in all tenants, with a result each', async () => {
    const ran = await tenantctl(['run', '--all', '--', 'count'])
    expect(ran.code, ran.err).toBe(0)
    expect(ran.out).toContain(`${shared.slug}: users 1, polls 0, votes 0`)
    expect(ran.out).toContain('3 succeeded, 0 failed')
  })

  it('continues after a failure, and reports it', async () => {
    const ran = await tenantctl(['--json', 'run', '--all', '--', 'seed', '--polls', '2'])
    expect(ran.code).toBe(1)
    expect(ran.json()).toMatchObject({ summary: { tenants: 3, ok: 2, failed: 1 } })
    expect(ran.out).toContain('no_users')
  })

  it('runs only in tenants that match the filter', async () => {
    const ran = await tenantctl(['--json', 'run', '--where', 'model=schema', '--', 'count'])
    expect(ran.json()).toMatchObject({ results: [{ tenant: schema.slug, ok: true }] })
  })

  it('sets a password without showing it anywhere', async () => {
    const words = ['run', shared.slug, '--password-stdin', '--', 'set-password']
    const ran = await tenantctl([...words, '--username', 'root'], { input: password })
    expect(ran.code, ran.err).toBe(0)
    expect(await shared.logIn('root', password)).toBeTruthy()
    const audit = await tenantctl(['audit', '--what', 'tenant.command_run', '--json'])
    expect(audit.out).toContain('set-password')
    expect(audit.out + ran.out + ran.err).not.toContain(password)
    expect(audit.out).not.toContain('argon2id')
  })

  it('refuses a password as an argument, without repeating it', async () => {
    const words = ['run', shared.slug, '--', 'set-password', '--password', password]
    const ran = await tenantctl(words)
    expect(ran.code).toBe(2)
    expect(ran.out + ran.err).not.toContain(password)
  })

  it.each([
    ['an unknown command', ['nothing-such'], 'unknown_command'],
    ['a wrong argument', ['seed', '--polls', 'many'], 'polls'],
  ])('refuses %s with the reason', async (_, words, reason) => {
    const ran = await tenantctl(['run', schema.slug, '--', ...words])
    expect(ran).toMatchObject({ code: 3, err: expect.stringContaining(reason) })
  })

  it('runs only in active tenants', async () => {
    const { slug } = await network.onboard()
    await tenantctl(['suspend', slug])
    const ran = await tenantctl(['run', slug, '--', 'count'])
    expect(ran).toMatchObject({ code: 3, err: expect.stringContaining('wrong_status') })
  })
})
