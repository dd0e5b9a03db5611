import { createHash } from 'node:crypto'
import type { ContainerCreateOptions, HostConfig } from 'dockerode'
import { clusterSettings } from '../cluster-settings.ts'
import type { LaunchSpec, RunningPart } from '../runtime.ts'
import { type ServiceSettings, serviceEnv } from '../service-env.ts'
import { tenantSecrets } from '../tenant-secrets.ts'
import { labelNames, labelsOf, namesOf } from './names.ts'
import type { DockerSettings } from './settings.ts'

/** Where the service listens inside its container. */
export const servicePort = 8082
export const internalPort = 8083

const nanoCpus = 1_000_000_000

export interface Recipes {
  docker: DockerSettings
  service: ServiceSettings
  /** When the control plane started whose settings these are. */
  configuredAtMs: number
}

/**
 * What a tenant's containers are made of. Neither publishes a port, writes to its image or may gain a right,
 * and Docker checks the health of neither, whatever their images ask for: a check starts a process every few
 * seconds, in every idle tenant, and the control plane looks whether they answer.
 */
export function recipeOf(recipes: Recipes, spec: LaunchSpec, part: RunningPart) {
  const options = part === 'postgres' ? postgres(recipes, spec) : ownService(recipes, spec)
  const Labels = {
    ...labelsOf(recipes.docker.platform, spec, part),
    [labelNames.configuredAt]: String(recipes.configuredAtMs),
  }
  const Healthcheck = { Test: ['NONE'] }
  return { ...options, Healthcheck, Labels } satisfies ContainerCreateOptions
}

/** The same container with a mark of all that it is made of, the image's contents included. */
export function withMark(recipe: ContainerCreateOptions, imageId: string): ContainerCreateOptions {
  const text = JSON.stringify([imageId, { ...recipe, Labels: undefined }])
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return { ...recipe, Labels: { ...recipe.Labels, [labelNames.recipe]: mark } }
}

/** Whether a container is made of something else than `marked`, by who knew no better. */
export function isOutdated(
  before: Readonly<Record<string, string>>,
  { Labels: now = {} }: ContainerCreateOptions,
): boolean {
  const { recipe, configuredAt } = labelNames
  const knewBetter = Number(before[configuredAt] ?? 0) > Number(now[configuredAt])
  return before[recipe] !== now[recipe] && !knewBetter
}

function postgres({ docker, service }: Recipes, { tenantId }: LaunchSpec) {
  const names = namesOf(docker.platform, tenantId)
  const { clusterPassword } = tenantSecrets(service.secret, tenantId)
  return {
    name: names.postgres,
    Image: docker.images.postgres,
    User: 'postgres',
    Cmd: ['postgres', ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    Env: [
      `POSTGRES_PASSWORD=${clusterPassword}`,
      // The same order and case rules whatever locales the image has.
      'POSTGRES_INITDB_ARGS=--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8',
    ],
    StopSignal: 'SIGINT',
    HostConfig: {
      ...confined(names.network, docker.limits.postgres),
      ShmSize: 64 * 1024 * 1024,
      Tmpfs: { '/tmp': 'size=16m', '/var/run/postgresql': 'size=1m' },
      Mounts: [{ Type: 'volume', Source: names.volume, Target: '/var/lib/postgresql' }],
    } satisfies HostConfig,
  }
}

const settings = { ...clusterSettings, max_connections: '100', shared_buffers: '64MB' }

function ownService({ docker, service }: Recipes, spec: LaunchSpec) {
  const names = namesOf(docker.platform, spec.tenantId)
  const env = serviceEnv(service, spec, {
    bindHost: '0.0.0.0',
    port: servicePort,
    internalPort,
    postgres: `${names.postgres}:5432`,
  })
  return {
    name: names.service,
    Image: docker.images.service,
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    HostConfig: {
      ...confined(names.network, docker.limits.service),
      Tmpfs: { '/tmp': 'size=64m' },
    } satisfies HostConfig,
  }
}

/** No restart policy: the control plane alone says what runs, or a suspended tenant would come back by itself. */
function confined(network: string, limits: { memoryBytes: number; cpus: number }): HostConfig {
  return {
    NetworkMode: network,
    Memory: limits.memoryBytes,
    MemorySwap: limits.memoryBytes,
    NanoCpus: limits.cpus * nanoCpus,
    PidsLimit: 200,
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
  }
}
