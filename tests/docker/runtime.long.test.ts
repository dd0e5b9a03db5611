import { createDockerRuntime } from '@mt/control-plane/runtimes/docker/docker-runtime'
import { toDockerSettings } from '@mt/control-plane/runtimes/docker/settings'
import type { LaunchSpec, Runtime } from '@mt/control-plane/runtimes/runtime'
import { newId } from '@mt/shared/ids'
import { newKeyTexts } from '@mt/shared/keys'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type ComposePlatform, containerOf } from './compose-platform.ts'
import { crash, docker, inspect } from './docker.ts'
import { givenPlatform } from './given.ts'

const given = givenPlatform()

describe.skipIf(!given)('createDockerRuntime', () => {
  const platform = given?.platform as ComposePlatform
  const postgresImage = given?.images.POSTGRES_IMAGE ?? ''
  const spec: LaunchSpec = { tenantId: newId(), slug: 'odin', cluster: 'd_odin' }
  const tenant = `${platform?.name}-t-${spec.tenantId}`
  const deaths: (string | undefined)[] = []
  let runtime: Runtime
  let keys: string

  beforeAll(async () => {
    keys = await newKeys()
    runtime = openRuntime(platform.name, { postgresImage, keys })
    runtime.onDeath((tenantId) => deaths.push(tenantId))
  })
  afterAll(async () => {
    await runtime?.remove(spec.tenantId)
    await runtime?.close()
  })

  it('launches a service and a database of its own', async () => {
    const { url, internalUrl } = await runtime.launch(spec)
    expect((await fetch(`${internalUrl}/readyz`)).status).toBe(200)
    expect((await fetch(`${url}/polls`)).status).toBe(401)
    const [found] = (await runtime.list()).filter(({ tenantId }) => tenantId === spec.tenantId)
    expect(found).toMatchObject({
      slug: 'odin',
      launched: { url, internalUrl },
      parts: { service: { state: 'running' }, postgres: { state: 'running' } },
    })
  })

  it('keeps what runs', async () => {
    const before = await docker('ps', '-q', '--filter', `label=polls.tenant=${spec.tenantId}`)
    await runtime.launch(spec)
    expect(await docker('ps', '-q', '--filter', `label=polls.tenant=${spec.tenantId}`)).toBe(before)
  })

  it.each(['postgres', 'service'])('confines its %s', async (part) => {
    expect(await inspect(`${tenant}-${part}`, '.HostConfig')).toMatchObject({
      ...{ ReadonlyRootfs: true, Privileged: false, CapDrop: ['ALL'], PidsLimit: 200 },
      ...{ SecurityOpt: ['no-new-privileges'], Memory: 384 * 1024 * 1024, NanoCpus: 1e9 },
      PortBindings: null,
    })
    expect(await docker('exec', `${tenant}-${part}`, 'id', '-u')).not.toBe('0')
  })

  it('keeps the pooled service, gateways and the control plane from its database', async () => {
    const networks = await inspect<Record<string, { IPAddress: string }>>(
      `${tenant}-postgres`,
      '.NetworkSettings.Networks',
    )
    expect(Object.keys(networks)).toEqual([tenant])
    const address = networks[tenant]?.IPAddress
    const open = `timeout 2 bash -c '</dev/tcp/${address}/5432'`
    await docker('exec', `${tenant}-service`, 'bash', '-c', open)
    const others = ['polls-1', 'gateway-1', 'control-plane'].map(async (service) => {
      const container = await containerOf(platform, service)
      await expect(docker('exec', container, 'bash', '-c', open)).rejects.toThrow()
    })
    await Promise.all(others)
  })

  it.each(['postgres', 'service'])(
    'tells that its %s has died, and starts it again',
    async (part) => {
      deaths.length = 0
      await crash(`${tenant}-${part}`)
      await eventually(async () => expect(deaths).toContain(spec.tenantId))
      const { internalUrl } = await runtime.launch(spec)
      await eventually(async () => expect((await fetch(`${internalUrl}/readyz`)).ok).toBe(true))
    },
  )

  it.each([
    ['is paused', (container: string) => docker('pause', container)],
    ['hangs', async (container: string) => stopIn(container)],
  ])('tells that its database %s, and makes it anew with all that it had', async (_, befall) => {
    await sql(tenant, 'create table if not exists outlives ()')
    deaths.length = 0
    const before = await inspect<string>(`${tenant}-postgres`, '.Id')
    await befall(`${tenant}-postgres`)
    await eventually(async () => expect(deaths).toContain(spec.tenantId))
    const found = (await runtime.list()).find(({ tenantId }) => tenantId === spec.tenantId)
    expect(found?.parts).toMatchObject({
      ...{ service: { state: 'running' }, postgres: { state: 'unhealthy' } },
    })
    await runtime.launch(spec)
    expect(await inspect<string>(`${tenant}-postgres`, '.Id')).not.toBe(before)
    expect(await sql(tenant, "select count(*) from pg_class where relname = 'outlives'")).toBe('1')
  })

  it('is found by another process, which goes on with it', async () => {
    const another = openRuntime(platform.name, { postgresImage, keys })
    expect((await another.list()).map(({ tenantId }) => tenantId)).toContain(spec.tenantId)
    expect(await another.launch(spec)).toEqual(await runtime.launch(spec))
    await another.close()
  })

  it('replaces a service that is outdated, and keeps its database', async () => {
    const startedAt = (part: string) => inspect<string>(`${tenant}-${part}`, '.State.StartedAt')
    const isOutdated = async (by: Runtime) => {
      const found = await by.list()
      return found.find(({ tenantId }) => tenantId === spec.tenantId)?.outdated
    }
    const before = { service: await startedAt('service'), postgres: await startedAt('postgres') }
    const later = openRuntime(platform.name, { postgresImage, keys: await newKeys() })
    expect([await isOutdated(runtime), await isOutdated(later)]).toEqual([false, true])
    await later.launch(spec)
    expect(await startedAt('service')).not.toBe(before.service)
    expect(await startedAt('postgres')).toBe(before.postgres)
    // The one that started first does not take it back.
    expect([await isOutdated(runtime), await isOutdated(later)]).toEqual([false, false])
    const replaced = await startedAt('service')
    await runtime.launch(spec)
    expect(await startedAt('service')).toBe(replaced)
    await later.close()
  })

  it('stops without telling of a death, and keeps the data', async () => {
    await sql(tenant, 'create table kept ()')
    deaths.length = 0
    await runtime.stop(spec.tenantId)
    const [found] = (await runtime.list()).filter(({ tenantId }) => tenantId === spec.tenantId)
    expect(found?.parts).toEqual({ service: { state: 'stopped' }, postgres: { state: 'stopped' } })
    await runtime.launch(spec)
    expect(await sql(tenant, "select count(*) from pg_class where relname = 'kept'")).toBe('1')
    expect(deaths).toEqual([])
  })

  it('replaces a service that the release before launched, and keeps its database', async () => {
    await launchAsBefore(platform.name, tenant)
    const before = await inspect<string>(`${tenant}-postgres`, '.State.StartedAt')
    const found = async () => {
      return (await runtime.list()).find(({ tenantId }) => tenantId === spec.tenantId)
    }
    expect(await found()).toMatchObject({
      ...{ outdated: true, parts: { service: { state: 'running' } } },
    })
    const { internalUrl } = await runtime.launch(spec)
    expect((await fetch(`${internalUrl}/readyz`)).status).toBe(200)
    expect(await containersOf(spec)).toEqual([`${tenant}-postgres`, `${tenant}-service`])
    expect(await inspect<string>(`${tenant}-postgres`, '.State.StartedAt')).toBe(before)
    expect(await found()).toMatchObject({ outdated: false, launched: { internalUrl } })
  })

  it('stops a service that the release before launched, and starts today’s instead', async () => {
    await launchAsBefore(platform.name, tenant)
    await runtime.stop(spec.tenantId)
    expect(await docker('ps', '-q', '--filter', `label=polls.tenant=${spec.tenantId}`)).toBe('')
    await runtime.launch(spec)
    expect(await containersOf(spec)).toEqual([`${tenant}-postgres`, `${tenant}-service`])
    expect(await sql(tenant, "select count(*) from pg_class where relname = 'kept'")).toBe('1')
  })

  it('removes everything and says what', async () => {
    const traces = await runtime.inspect(spec.tenantId)
    expect(traces.map(({ kind }) => kind)).toEqual(['container', 'container', 'network', 'volume'])
    expect(await runtime.remove(spec.tenantId)).toEqual(traces)
    expect(await runtime.inspect(spec.tenantId)).toEqual([])
    expect(await docker('volume', 'ls', '-q', '--filter', `name=${tenant}`)).toBe('')
  })
})

/** As the control plane would make it, but from outside the containers: it reaches them by address. */
function openRuntime(
  platform: string,
  { postgresImage, keys }: { postgresImage: string; keys: string },
): Runtime {
  const settings = toDockerSettings({
    DOCKER_HOST: 'unix:///var/run/docker.sock',
    DOCKER_PLATFORM: platform,
    DOCKER_SERVICE_IMAGE: 'polls-test/polls',
    DOCKER_POSTGRES_IMAGE: postgresImage,
    DOCKER_UPSTREAM_NETWORK: `${platform}-upstream`,
    DOCKER_REACH: 'address',
    ...{ DOCKER_SERVICE_MEMORY_MB: 384, DOCKER_POSTGRES_MEMORY_MB: 384 },
    ...{ DOCKER_SERVICE_CPUS: 1, DOCKER_POSTGRES_CPUS: 1 },
  })
  return createDockerRuntime(settings, {
    ...{ nodeEnv: 'production', logLevel: 'warn', baseDomain: 'polls.localhost' },
    ...{ assertionKeys: keys, internalKeys: keys, secret: 'a secret of the tests alone' },
  })
}

/** Puts a container in the place of the tenant's service as the release before named and labelled it. */
async function launchAsBefore(platform: string, tenant: string): Promise<void> {
  const { Env, Image, Labels } = await inspect<{
    Env: string[]
    Image: string
    Labels: Record<string, string>
  }>(`${tenant}-service`, '.Config')
  const labels = {
    ...Labels,
    ...{ 'polls.part': 'polls', 'polls.recipe': 'of before', 'polls.configured-at': '0' },
  }
  const options = [
    ...['--name', `${tenant}-polls`, '--network', tenant, '--read-only', '--tmpfs', '/tmp'],
    ...Env.flatMap((variable) => ['--env', variable]),
    ...Object.entries(labels).flatMap((label) => ['--label', label.join('=')]),
  ]
  await docker('rm', '--force', `${tenant}-service`)
  await docker('create', ...options, Image)
  await docker('network', 'connect', `${platform}-upstream`, `${tenant}-polls`)
  await docker('start', `${tenant}-polls`)
}

async function containersOf({ tenantId }: LaunchSpec): Promise<string[]> {
  const filter = ['--filter', `label=polls.tenant=${tenantId}`, '--format', '{{.Names}}']
  return (await docker('ps', '--all', ...filter)).split('\n').toSorted()
}

/** Stops its processes from outside, so that they are there and say nothing. */
async function stopIn(container: string): Promise<void> {
  const [, ...lines] = (await docker('top', container, '-eo', 'pid')).split('\n')
  for (const line of lines) process.kill(Number(line), 'SIGSTOP')
}

async function newKeys(): Promise<string> {
  return (await newKeyTexts('runtime-test')).verifying
}

/** Asks the tenant's database as its service would, and prints the first value: no image needs to bring a client. */
const askDatabase = `
  const { Client } = require('pg')
  const client = new Client({ connectionString: process.env.CLUSTERS.replace(/^[^=]+=/, '') })
  client.connect()
    .then(() => client.query(process.argv[1]))
    .then(({ rows }) => console.log(Object.values(rows[0] ?? {})[0] ?? ''))
    .finally(() => client.end())`

function sql(tenant: string, text: string): Promise<string> {
  return docker('exec', `${tenant}-service`, 'node', '-e', askDatabase, text)
}
