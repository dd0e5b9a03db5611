import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Recipes, recipeOf } from '@mt/control-plane/runtimes/docker/recipes'
import { dockerEnv, toDockerSettings } from '@mt/control-plane/runtimes/docker/settings'
import { newId } from '@mt/shared/ids'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const infra = join(import.meta.dirname, '../../infra')
const dockerfiles = await Array.fromAsync(glob('**/Dockerfile', { cwd: infra }))
const compose = await readFile(join(infra, 'compose.yaml'), 'utf8')
const { services } = z
  .object({ services: z.record(z.string(), z.looseObject({})) })
  .parse(parse(compose, { merge: true }))

const recipes: Recipes = {
  docker: toDockerSettings(z.object(dockerEnv).parse({})),
  service: {
    ...{ nodeEnv: 'production', logLevel: 'info', baseDomain: 'polls.localhost' },
    ...{ assertionKeys: '{}', internalKeys: '{}', secret: 'a secret of the tests alone' },
  },
  configuredAtMs: 0,
}

/** A check starts a process every few seconds for as long as its container runs, idle or not. */
describe('no container’s health is checked by processes inside it', () => {
  it.each(dockerfiles)('of the images of %s', async (file) => {
    const text = await readFile(join(infra, file), 'utf8')
    expect(text.match(/^\s*HEALTHCHECK\b.*$/gim) ?? []).toEqual([])
  })

  it.each(Object.entries(services))('of the service %s of compose', (_, service) => {
    expect(service).toMatchObject({ healthcheck: { disable: true } })
  })

  it('of those that compose’s services wait for', () => {
    expect(compose).not.toMatch(/service_healthy/)
  })

  it.each(['service', 'postgres'] as const)('of a dedicated tenant’s %s', (part) => {
    const spec = { tenantId: newId(), slug: 'odin', cluster: 'd_odin' }
    expect(recipeOf(recipes, spec, part).Healthcheck).toEqual({ Test: ['NONE'] })
  })
})
