import type Docker from 'dockerode'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startFakeDocker } from '../../testing/fake-docker.ts'
import type { LaunchSpec } from '../runtime.ts'
import { createDockerRuntime } from './docker-runtime.ts'
import { openEngine } from './engine.ts'
import { ensureService } from './ensure-service.ts'
import { findTenants } from './find-tenants.ts'
import { namesOf } from './names.ts'
import { type Recipes, recipeOf } from './recipes.ts'
import { dockerEnv, toDockerSettings } from './settings.ts'

const spec: LaunchSpec = { tenantId: 'odins-id', slug: 'odin', cluster: 'd_odin' }
const image = 'the-service'
const formerName = 'polls-t-odins-id-polls'
const { service: name } = namesOf('polls', spec.tenantId)

let engine: Awaited<ReturnType<typeof startFakeDocker>>
let docker: Docker
let recipes: Recipes

beforeEach(async () => {
  engine = await startFakeDocker([image])
  docker = openEngine(engine.url)
  const env = { DOCKER_HOST: engine.url, DOCKER_SERVICE_IMAGE: image }
  recipes = {
    docker: toDockerSettings(z.object(dockerEnv).parse(env)),
    service: {
      ...{ nodeEnv: 'test', logLevel: 'fatal', baseDomain: 'tenants.localhost' },
      ...{ assertionKeys: '{}', internalKeys: '{}', secret: 'a secret of the tests alone' },
    },
    configuredAtMs: 2_000,
  }
})

afterEach(() => engine.close())

/** The container of the tenant's service, named and labelled as the release before does both. */
function launchedBefore({ isRunning = true, configuredAtMs = 1_000 } = {}): void {
  const labels = {
    'polls.platform': 'polls',
    'polls.tenant': spec.tenantId,
    'polls.slug': spec.slug,
    'polls.part': 'polls',
    'polls.recipe': 'of the release before',
    'polls.configured-at': String(configuredAtMs),
    'polls.cluster': spec.cluster,
  }
  const networks = ['polls-t-odins-id', 'polls-upstream']
  engine.containers.set(formerName, { name: formerName, image, labels, networks, isRunning })
}

function ensured({ isHung = false, by = recipes } = {}): Promise<string> {
  const recipe = recipeOf(by, spec, 'service')
  const networks = [by.docker.upstreamNetwork]
  return ensureService(docker, formerName, { recipe, networks, isReplaced: true, isHung })
}

const running = () => {
  return [...engine.containers.values()].filter((each) => each.isRunning).map((each) => each.name)
}

describe('a service that the release before has launched', () => {
  it('is found where it is, and is outdated', async () => {
    launchedBefore()
    expect(await findTenants(docker, recipes)).toMatchObject([
      {
        parts: { service: { state: 'running' }, postgres: { state: 'stopped' } },
        launched: { url: `http://${formerName}:8082`, internalUrl: `http://${formerName}:8083` },
        outdated: true,
      },
    ])
  })

  it.each([
    ['runs', { isRunning: true, isHung: false }],
    ['has stopped', { isRunning: false, isHung: false }],
    ['hangs', { isRunning: true, isHung: true }],
  ])('is replaced by one of today’s name where it %s', async (_, { isRunning, isHung }) => {
    launchedBefore({ isRunning })
    expect(await ensured({ isHung })).toBe(name)
    expect([...engine.containers.keys()]).toEqual([name])
    expect(await findTenants(docker, recipes)).toMatchObject([
      { launched: { url: `http://${name}:8082` }, outdated: false },
    ])
  })

  it('stays while the image of today’s is missing', async () => {
    launchedBefore()
    const settings = { ...recipes.docker, images: { ...recipes.docker.images, service: 'missing' } }
    await expect(ensured({ by: { ...recipes, docker: settings } })).rejects.toThrow('no image')
    expect(running()).toEqual([formerName])
  })

  it('stays where a control plane that started later launched it', async () => {
    launchedBefore({ configuredAtMs: 3_000 })
    expect(await ensured()).toBe(formerName)
    expect(running()).toEqual([formerName])
    expect(await findTenants(docker, recipes)).toMatchObject([{ outdated: false }])
  })

  it('is replaced, and the one beside it too, after an upgrade was taken back and made again', async () => {
    await ensured({ by: { ...recipes, configuredAtMs: 500 } })
    launchedBefore()
    expect(running()).toHaveLength(2)
    expect(await findTenants(docker, recipes)).toMatchObject([
      { launched: { url: `http://${formerName}:8082` }, outdated: true },
    ])
    expect(await ensured()).toBe(name)
    expect(running()).toEqual([name])
  })

  it('that has stopped does not hide one that runs', async () => {
    await ensured({ by: { ...recipes, configuredAtMs: 500 } })
    launchedBefore({ isRunning: false })
    expect(await findTenants(docker, recipes)).toMatchObject([
      { parts: { service: { state: 'running' } } },
    ])
  })

  it('is stopped and removed with its tenant', async () => {
    await ensured()
    launchedBefore()
    const runtime = createDockerRuntime(recipes.docker, recipes.service)
    await runtime.stop(spec.tenantId)
    expect(running()).toEqual([])
    expect(await runtime.remove(spec.tenantId)).toEqual([
      { kind: 'container', name },
      { kind: 'container', name: formerName },
    ])
    expect(engine.containers.size).toBe(0)
    await runtime.close()
  })
})
