import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Network, newSlug } from '../network.ts'
import { sharedNetwork } from '../setup/shared.ts'
import { type Tenantctl, tenantctlOf } from './tenantctl.ts'

// Each call starts a process.
const password = 'correct horse battery'
let network: Network
let tenantctl: Tenantctl

beforeAll(async () => {
  network = await sharedNetwork()
  tenantctl = tenantctlOf(network)
})

describe('tenantctl onboard', () => {
  it('onboards a tenant with an admin’s password from standard input', async () => {
    const slug = newSlug()
    const admin = ['--admin', 'root', '--email', 'root@example.org', '--password-stdin']
    const made = await tenantctl(['onboard', slug, '--name', 'Sif', ...admin], {
      input: `${password}\n`,
    })
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/status +active/) })
    expect(made.out + made.err).not.toContain(password)
    expect(await network.client(slug).logIn('root', password)).toBeTruthy()
  })

  it('has no argument for a password, and cannot prompt without a terminal', async () => {
    const admin = ['--admin', 'root', '--email', 'root@example.org']
    const given = await tenantctl(['onboard', newSlug(), ...admin, '--password', password])
    expect(given.code).toBe(2)
    const missing = await tenantctl(['onboard', newSlug(), ...admin])
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('--password-stdin') })
  })

  it('does not wait with --no-wait', async () => {
    const begun = await tenantctl(['--json', 'onboard', newSlug(), '--no-wait'])
    const { id } = begun.json<{ id: string }>()
    const watched = await tenantctl(['operations', 'watch', id])
    expect(watched).toMatchObject({ code: 0, out: expect.stringMatching(/state +succeeded/) })
  })
})

describe('tenantctl', () => {
  it('lists tenants as a table and as JSON', async () => {
    const { slug } = await network.onboard({ isolation: 'shared' })
    const json = await tenantctl(['list', '--model', 'shared', '--json'])
    expect(json.json()).toMatchObject({
      results: expect.arrayContaining([expect.objectContaining({ slug, status: 'active' })]),
    })
    expect((await tenantctl(['list'])).out).toMatch(new RegExp(`^${slug} .*active +shared`, 'm'))
  })

  it('takes a tenant through its whole life', async () => {
    const { slug } = await network.onboard()
    let id = ''
    for (const [verb, status] of [
      ['suspend', 'suspended'],
      ['archive', 'archived'],
      ['delete', 'deleted'],
    ] as const) {
      const ended = await tenantctl([verb, slug, '--json'])
      expect(ended.code, ended.err).toBe(0)
      expect(ended.json()).toMatchObject({ slug, status })
      id = ended.json<{ id: string }>().id
    }
    expect(await tenantctl(['purge', slug])).toMatchObject({ code: 2 })
    expect(await tenantctl(['purge', slug, '--yes'])).toMatchObject({ code: 0 })
    const receipt = await tenantctl(['receipt', id])
    expect(receipt).toMatchObject({ code: 0, out: expect.stringMatching(/removed +schema /) })
  })

  it('renames a tenant, limits it and adds a host', async () => {
    const { slug } = await network.onboard()
    const other = newSlug()
    const host = `${other}.example.org`
    const renamed = await tenantctl(['rename', slug, '--slug', other, '--json'])
    expect(renamed.json()).toMatchObject({ slug: other })
    const limits = ['--limits', 'requestsPerSecond=20,users=none']
    const limited = await tenantctl(['change', other, ...limits, '--json'])
    expect(limited.json()).toMatchObject({ limits: { requestsPerSecond: 20, users: null } })
    const mistyped = await tenantctl(['change', other, '--limits', 'user=5'])
    expect(mistyped).toMatchObject({ code: 3, err: expect.stringContaining('limits.user') })
    expect((await tenantctl(['quotas'])).out).toMatch(/^users +users +none$/m)
    expect(await tenantctl(['domains', 'add', other, host])).toMatchObject({ code: 0 })
    const checked = await tenantctl(['domains', 'check', other, host])
    expect(checked).toMatchObject({ code: 0, err: expect.stringMatching(/^state +active$/m) })
    const shown = await tenantctl(['domains', 'show', other, host.toUpperCase()])
    expect(shown.out).toMatch(new RegExp(`^record +_platform-challenge\\.${host} TXT$`, 'm'))
    const refused = await tenantctl(['domains', 'add', other, 'github.io'])
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('public suffix') })
    const hosts = (await tenantctl(['domains', 'list', other])).out
    expect(hosts).toMatch(new RegExp(`^${host} +custom`, 'm'))
    expect(hosts).toMatch(new RegExp(`^${slug}\\S* +former`, 'm'))
  })

  it('creates a key that has its scopes until it is revoked', async () => {
    const name = `key-${newSlug()}`
    const made = await tenantctl(['keys', 'create', name, '--scopes', 'read'])
    const folder = await mkdtemp(join(tmpdir(), 'tenantctl-'))
    const file = join(folder, 'key')
    await writeFile(file, made.out)
    await chmod(file, 0o600)
    const withKey = (...args: string[]) =>
      tenantctl(['--key-file', file, ...args], { env: { OPS_API_KEY: '' } })
    expect(await withKey('list')).toMatchObject({ code: 0 })
    expect(await withKey('onboard', newSlug())).toMatchObject({ code: 3 })
    expect(await tenantctl(['keys', 'revoke', name])).toMatchObject({ code: 0 })
    expect(await withKey('list')).toMatchObject({
      code: 3,
      err: expect.stringContaining('OPS_API_KEY'),
    })
    await rm(folder, { recursive: true })
  })
})

describe('an exit code of tenantctl', () => {
  it.each([
    ['2 for an unknown verb', 2, ['frobnicate'], {}],
    ['2 for an unknown option', 2, ['list', '--key', 'secret'], {}],
    ['2 without a key', 2, ['list'], { OPS_API_KEY: '' }],
    ['3 for an unknown tenant', 3, ['show', 'nobody-knows-me'], {}],
    ['3 for an invalid key', 3, ['list'], { OPS_API_KEY: 'wrong' }],
    ['3 for an invalid field', 3, ['onboard', 'X'], {}],
    ['4 for an unavailable control plane', 4, ['list', '--url', 'http://127.0.0.1:9'], {}],
    ['0 for help', 0, ['--help'], {}],
  ])('is %s', async (_, code, args, env) => {
    const ended = await tenantctl(args, { env })
    expect(ended.code, ended.err).toBe(code)
  })

  it('is 3 if the tenant’s status does not allow it, with a problem document', async () => {
    const { slug } = await network.onboard()
    const ended = await tenantctl(['--json', 'resume', slug])
    expect(ended.code).toBe(3)
    expect(JSON.parse(ended.err)).toMatchObject({ code: 'wrong_status', status: 409 })
  })
})
