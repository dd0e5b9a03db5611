import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { ConfigError, commonEnv, port, readEnv, url } from '@mt/shared/config'
import { type SigningKeyText, signingKeyText } from '@mt/shared/keys'
import { z } from 'zod'
import type { DataPlaneOptions } from './data-plane/data-plane.ts'
import type { DatabaseConfig } from './database/create-database.ts'
import { domainsEnv, toProofConfig } from './domains/domains-env.ts'
import type { ProofConfig } from './domains/find-record.ts'
import type { AppParts } from './http/app.ts'
import type { OnceParts } from './http/guards/once-by-key.ts'
import { hostNames, ownHosts } from './http/guards/own-hosts.ts'
import type { RunnerConfig } from './operations/runner.ts'
import type { PlacementConfig } from './placement/choose-placement.ts'
import type { PublisherConfig } from './registry/publisher.ts'
import { type RuntimeConfig, runtimeEnv, toRuntimeConfig } from './runtime-config.ts'
import type { SupervisionConfig } from './supervision/supervisor.ts'
import type { LifeParts } from './verbs/tenants/change-life.ts'

const developmentOpsKey = 'dev-ops-key'

const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be a lower-case identifier')

const envSchema = commonEnv.extend({
  CONTROL_PLANE_PORT: port(8081),
  CONTROL_PLANE_METRICS_PORT: port(9081),
  DATABASE_URL: url('postgres', 'postgresql'),
  CONTROL_PLANE_DATABASE: identifier.default('control_plane'),
  DATA_PLANE_DATABASE: identifier.optional(),
  REDIS_URL: url('redis', 'rediss'),
  OPS_API_KEY: z.string().optional(),
  REGISTRY_API_KEY: z.string('must be set'),
  REGISTRY_SIGNING_KEY: signingKeyText,
  INTERNAL_SIGNING_KEY: signingKeyText,
  DELETE_GRACE_DAYS: z.coerce.number('must be a number of days').min(0).max(3_650).default(7),
  CONSOLE_ORIGIN: origin().optional(),
  CONTROL_PLANE_HOSTS: hostNames(),
  TENANT_URL: z
    .string()
    .regex(/^https?:\/\/\{host\}(:\d+)?$/, 'must look like https://{host}')
    .default('https://{host}'),
  CONSOLE_PAGES: z.string().default(join(import.meta.dirname, '../../console/dist')),
  DATA_PLANE_INTERNAL_URL: url('http', 'https').default('http://127.0.0.1:8083'),
  ...domainsEnv,
  ...runtimeEnv,
})

/** Settings named after polls, from when it was the only service, and their present names. */
const renamed = {
  POLLS_DATABASE: 'DATA_PLANE_DATABASE',
  POLLS_INTERNAL_URL: 'DATA_PLANE_INTERNAL_URL',
  RUNTIME_POLLS: 'RUNTIME_SERVICE',
  DOCKER_POLLS_IMAGE: 'DOCKER_SERVICE_IMAGE',
  DOCKER_POLLS_MEMORY_MB: 'DOCKER_SERVICE_MEMORY_MB',
  DOCKER_POLLS_CPUS: 'DOCKER_SERVICE_CPUS',
} as const

type Env = z.infer<typeof envSchema>

/** All settings, grouped by the parts that use them. */
export interface Config {
  service: {
    host: string
    port: number
    metricsPort: number
    logLevel: Env['LOG_LEVEL']
    /** The domain of the tenants' slugs. */
    baseDomain: string
    /** Requests for other hosts are refused. */
    hosts: readonly string[]
  }
  database: DatabaseConfig
  redis: { url: string }
  apiKeys: { bootstrap: string; registry: string }
  registry: PublisherConfig & { signingKey: SigningKeyText }
  dataPlane: Omit<DataPlaneOptions, 'signingKey'> & { signingKey: SigningKeyText }
  domains: ProofConfig
  placement: PlacementConfig
  runtime: RuntimeConfig
  supervision: SupervisionConfig
  life: LifeParts['config']['life']
  console: AppParts['config']['console']
  usage: { collectEveryMs: number }
  idempotency: OnceParts['config']['idempotency']
  operations: RunnerConfig & { queuePollMs: number }
}

/** Reads the configuration from the environment. Throws a ConfigError that names what is missing or wrong. */
export function readConfig(env?: NodeJS.ProcessEnv): Config {
  return toConfig(readEnv(envSchema, env, renamed))
}

/** Throws a ConfigError for a key that must not be used here. */
function toConfig(env: Env): Config {
  return {
    service: {
      host: env.BIND_HOST,
      port: env.CONTROL_PLANE_PORT,
      metricsPort: env.CONTROL_PLANE_METRICS_PORT,
      logLevel: env.LOG_LEVEL,
      baseDomain: env.BASE_DOMAIN,
      hosts: ownHosts({
        bindHost: env.BIND_HOST,
        origin: env.CONSOLE_ORIGIN,
        hosts: env.CONTROL_PLANE_HOSTS,
      }),
    },
    database: {
      maintenanceUrl: env.DATABASE_URL,
      name: env.CONTROL_PLANE_DATABASE,
      maxConnections: 10,
      connectTimeoutMs: 1_500,
      acquireTimeoutMs: 20_000,
      statementTimeoutMs: 20_000,
    },
    redis: { url: env.REDIS_URL },
    apiKeys: { bootstrap: opsApiKey(env), registry: env.REGISTRY_API_KEY },
    registry: { signingKey: env.REGISTRY_SIGNING_KEY, pollEveryMs: 1_000, batchSize: 200 },
    dataPlane: {
      service: env.DATA_PLANE_SERVICE,
      url: env.DATA_PLANE_INTERNAL_URL,
      signingKey: env.INTERNAL_SIGNING_KEY,
      connectTimeoutMs: 1_500,
    },
    domains: toProofConfig(env),
    placement: { cluster: 'c1', pooledDatabase: env.DATA_PLANE_DATABASE ?? env.DATA_PLANE_SERVICE },
    runtime: toRuntimeConfig(env),
    supervision: {
      lookEveryMs: 1_000,
      restMs: 10_000,
      atOnce: 8,
      retryDelayMs: 500,
      maxRetryDelayMs: 30_000,
    },
    life: { graceMs: env.DELETE_GRACE_DAYS * 24 * 60 * 60 * 1_000 },
    console: {
      folder: env.CONSOLE_PAGES,
      origin: env.CONSOLE_ORIGIN,
      tenantUrl: env.TENANT_URL,
    },
    usage: { collectEveryMs: 10_000 },
    idempotency: { pepper: pepperOf(env.REGISTRY_SIGNING_KEY.d) },
    operations: {
      leaseMs: 5_000,
      queuePollMs: 1_000,
      maxStepAttempts: 8,
      retryDelayMs: 200,
      maxRetryDelayMs: 10_000,
    },
  }
}

/** An origin as browsers send it: scheme, host and port. */
function origin() {
  return url('http', 'https').refine(
    (value) => new URL(value).origin === value,
    'must be an origin (https://ops.example.org)',
  )
}

function pepperOf(secret: string): string {
  return createHmac('sha256', secret).update('idempotency').digest('hex')
}

function opsApiKey(env: Env): string {
  const fix = 'set OPS_API_KEY to a secret of your own, such as the output of: openssl rand -hex 32'
  if (env.OPS_API_KEY === undefined && env.NODE_ENV === 'production') {
    throw new ConfigError(`bad configuration: OPS_API_KEY must be set; ${fix}`)
  }
  if (env.OPS_API_KEY === developmentOpsKey && env.NODE_ENV === 'production') {
    throw new ConfigError(
      `bad configuration: OPS_API_KEY is the default key of development, which is public; ${fix}`,
    )
  }
  return env.OPS_API_KEY ?? developmentOpsKey
}
