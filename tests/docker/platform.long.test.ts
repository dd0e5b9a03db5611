import { createControlPlaneApi } from '@mt/control-plane-api/client'
import { callJson } from '@mt/infra/dev/http-json'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type Isolation, newSlug } from '../network.ts'
import { createTenantClient, password, type TenantClient, type User } from '../tenant-client.ts'
import { type ComposePlatform, containerOf } from './compose-platform.ts'
import { crash, docker, inspect } from './docker.ts'
import { givenPlatform } from './given.ts'

const given = givenPlatform()
const services = [
  'gateway-1',
  'gateway-2',
  'polls-1',
  'polls-2',
  'control-plane',
  'postgres',
  'redis',
]
const published = { balancer: '8080/tcp', 'control-plane': '8081/tcp' }
/** Where our own services say inside their containers whether they are ready; the others' work shows it. */
const readyPorts: Record<string, number> = {
  ...{ 'gateway-2': 8080, 'control-plane': 8081, 'polls-1': 8082 },
}

describe.skipIf(!given)('the platform in containers', () => {
  const platform = given?.platform as ComposePlatform
  let tenant: TenantClient
  let alice: User

  beforeAll(async () => {
    tenant = await onboard(platform)
    alice = await tenant.newUser()
  })

  const polls = () => tenant.call('GET', '/polls', { token: alice.token })
  /** Served again, as often as both of two instances would be asked. */
  const isServed = () => {
    return eventually(async () => {
      for (let i = 0; i < 6; i++) expect((await polls()).status).toBe(200)
    })
  }

  it.each(services)('confines %s', async (service) => {
    const host = await hostConfig(await containerOf(platform, service))
    expect(host).toMatchObject({ ReadonlyRootfs: true, Privileged: false, CapDrop: ['ALL'] })
    expect(host.SecurityOpt.join()).toContain('no-new-privileges')
    expect(host.Memory).toBeGreaterThan(0)
  })

  it.each(['gateway-1', 'polls-1', 'control-plane'])(
    'runs %s as nobody special',
    async (service) => {
      const container = await containerOf(platform, service)
      expect(await docker('exec', container, 'id', '-u')).toBe('1000')
      expect(await docker('exec', container, 'cat', '/proc/1/cmdline')).toMatch(/^node\0/)
    },
  )

  it('publishes the balancer and the control plane, on loopback, and nothing else', async () => {
    for (const service of [...services, 'balancer', 'docker-api']) {
      const { PortBindings } = await hostConfig(await containerOf(platform, service))
      const port = published[service as keyof typeof published]
      expect(Object.keys(PortBindings ?? {})).toEqual(port ? [port] : [])
      for (const bindings of Object.values(PortBindings ?? {})) {
        expect(bindings.map(({ HostIp }) => HostIp)).toEqual(['127.0.0.1'])
      }
    }
  })

  it.each([
    ['gateway-1', 'postgres', 5432],
    ['balancer', 'polls', 8082],
    ['redis', 'postgres', 5432],
  ] as const)('keeps %s from %s', async (from, to, port) => {
    const address = await addressesOf(await containerOf(platform, to === 'polls' ? 'polls-1' : to))
    const container = await containerOf(platform, from)
    const tries = address.map((ip) => {
      const open = `timeout 2 bash -c '</dev/tcp/${ip}/${port}'`
      return expect(docker('exec', container, 'bash', '-c', open)).rejects.toThrow()
    })
    await Promise.all(tries)
  })

  it('has Docker check the health of no container, a dedicated tenant’s neither', async () => {
    await onboard(platform, 'dedicated')
    const ids = (await docker('ps', '-q', '--filter', `name=${platform.name}`)).split('\n')
    expect(ids.length).toBeGreaterThanOrEqual(services.length + 2)
    for (const id of ids) {
      expect(await inspect(id, '.State.Health')).toBeNull()
      const check = await inspect<{ Test: string[] } | null>(id, '.Config.Healthcheck')
      expect(['NONE', undefined]).toContain(check?.Test.join())
    }
  })

  it('lets the control plane ask Docker for what it needs, and for nothing else', async () => {
    const container = await containerOf(platform, 'control-plane')
    const statusOf = (method: string, path: string) => {
      const script = `fetch('http://docker-api:2375${path}', { method: '${method}' }).then((a) => console.log(a.status))`
      return docker('exec', container, 'node', '-e', script)
    }
    expect(await statusOf('GET', '/containers/json')).toBe('200')
    for (const path of [
      '/build',
      '/images/create',
      '/containers/x/exec',
      '/swarm/init',
      '/commit',
    ]) {
      expect(await statusOf('POST', path)).toBe('403')
    }
    expect(await statusOf('GET', '/containers/x/archive?path=/')).toBe('403')
  })

  it('takes no client’s word for its address or scheme', async () => {
    const forged = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https' }
    const body = { username: alice.username, password }
    const signIn = (origin: string) =>
      tenant.call('POST', '/session', { body, headers: { ...forged, origin } })
    expect((await signIn(`https://${tenant.host}`)).status).toBe(403)
    expect((await signIn(`http://${tenant.host}`)).status).toBe(204)
  })

  it.each([
    ['tenants their pages', () => ({ origin: platform.gateway, host: tenant.host }), '/'],
    ['operators the console', () => ({ origin: platform.ops }), '/console'],
  ])('shows %s, as they were built', async (_, from, path) => {
    const get = (at: string) => callJson({ ...from(), path: at, headers: { accept: 'text/html' } })
    const page = await get(path)
    expect(page.status).toBe(200)
    const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(String(page.body)) ?? []
    expect(script).toMatch(/\.js$/)
    expect((await get(script)).status).toBe(200)
  })

  it.each(['polls-1', 'gateway-2', 'redis', 'postgres', 'control-plane'])(
    'serves the tenant again after %s has died, with all that it had',
    async (service) => {
      const created = await tenant.call('POST', '/polls', {
        token: alice.token,
        body: { question: `Before ${service}?` },
      })
      expect(created.status).toBe(201)
      const container = await containerOf(platform, service)
      const started = await inspect<string>(container, '.State.StartedAt')
      await crash(container)
      await eventually(async () => {
        expect(await inspect<string>(container, '.State.StartedAt')).not.toBe(started)
        await expectReady(container, readyPorts[service])
      })
      await isServed()
      const { body } = await tenant.call('GET', `/polls/${idOf(created.body)}`, {
        token: alice.token,
      })
      expect(body).toMatchObject({ question: `Before ${service}?` })
    },
  )

  it.each(['postgres', 'service'])(
    'starts the %s of a dedicated tenant again, and answers 503 for that tenant alone',
    async (part) => {
      const odin = await onboard(platform, 'dedicated')
      const user = await odin.newUser()
      const container = await tenantContainer(platform, odin.slug, part)
      await crash(container)
      const refused = await eventually(async () => {
        const answer = await odin.call('GET', '/polls', { token: user.token })
        expect(answer.status).toBe(503)
        return answer
      })
      expect(refused.headers['retry-after']).toBeTruthy()
      expect((await polls()).status).toBe(200)
      await eventually(async () => {
        expect((await odin.call('GET', '/polls', { token: user.token })).status).toBe(200)
      })
    },
  )

  it('onboards tenants after all that', async () => {
    const another = await onboard(platform)
    expect((await another.newUser()).token).toBeTruthy()
  })

  it('ends a service with all that it does when it is told to', async () => {
    const container = await containerOf(platform, 'polls-2')
    await docker('stop', '--time', '20', container)
    expect(await inspect<number>(container, '.State.ExitCode')).toBe(0)
    await isServed()
    await docker('start', container)
  })
})

function tenantContainer({ name }: ComposePlatform, slug: string, part: string): Promise<string> {
  const labels = [`polls.platform=${name}`, `polls.slug=${slug}`, `polls.part=${part}`]
  return docker('ps', '-q', ...labels.flatMap((label) => ['--filter', `label=${label}`]))
}

/** Asks a service as who is in its container: once, where a health check would ask for ever. */
async function expectReady(container: string, port: number | undefined): Promise<void> {
  if (port === undefined) return
  const ask = `fetch('http://127.0.0.1:${port}/readyz').then(({ ok }) => process.exit(ok ? 0 : 1))`
  await docker('exec', container, 'node', '-e', ask)
}

function idOf(body: unknown): string {
  return (body as { id: string }).id
}

interface HostConfig {
  ReadonlyRootfs: boolean
  SecurityOpt: string[]
  Memory: number
  PortBindings: Record<string, { HostIp: string }[]> | null
}

function hostConfig(container: string): Promise<HostConfig> {
  return inspect(container, '.HostConfig')
}

async function addressesOf(container: string): Promise<string[]> {
  const networks = await inspect<Record<string, { IPAddress: string }>>(
    container,
    '.NetworkSettings.Networks',
  )
  return Object.values(networks).map(({ IPAddress }) => IPAddress)
}

async function onboard(
  { gateway, ops, key }: ComposePlatform,
  isolation: Isolation = 'schema',
): Promise<TenantClient> {
  const slug = newSlug()
  const api = createControlPlaneApi({ url: ops, apiKey: key })
  const { response } = await api.POST('/v1/tenants', {
    params: { header: { prefer: 'wait=20' } },
    body: { slug, name: slug, isolation },
  })
  expect([201, 202]).toContain(response.status)
  await eventually(async () => {
    const { data } = await api.GET('/v1/tenants/{id}', { params: { path: { id: slug } } })
    expect(data).toMatchObject({ status: 'active' })
  })
  const callGateway = (call: Parameters<typeof callJson>[0] | object) =>
    callJson({ ...(call as Parameters<typeof callJson>[0]), origin: gateway })
  return createTenantClient({ slug, baseDomain: 'polls.localhost', callGateway })
}
