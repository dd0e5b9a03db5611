import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { ConfigError, commonEnv, port, readEnv, url } from '@mt/shared/config'
import { signingKeyText } from '@mt/shared/keys'
import { z } from 'zod'
import { runtimeEnv, toRuntimeConfig } from './runtimes/runtime-config.ts'

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
  TENANT_URL: z
    .string()
    .regex(/^https?:\/\/\{host\}(:\d+)?$/, 'must look like https://{host}')
    .default('https://{host}'),
  CONSOLE_PAGES: z.string().default(join(import.meta.dirname, '../../console/dist')),
  DATA_PLANE_INTERNAL_URL: url('http', 'https').default('http://127.0.0.1:8083'),
  ...runtimeEnv,
})

type Env = z.infer<typeof envSchema>

export type Config = ReturnType<typeof toConfig>

/** The configuration in the environment. Throws a ConfigError that names what is missing or wrong. */
export function readConfig(env?: NodeJS.ProcessEnv): Config {
  return toConfig(readEnv(envSchema, env))
}

/** The environment as the service's configuration. Throws a ConfigError for a key that must not be used here. */
export function toConfig(env: Env) {
  return {
    service: {
      host: env.BIND_HOST,
      port: env.CONTROL_PLANE_PORT,
      metricsPort: env.CONTROL_PLANE_METRICS_PORT,
      logLevel: env.LOG_LEVEL,
      baseDomain: env.BASE_DOMAIN,
    },
    database: {
      maintenanceUrl: env.DATABASE_URL,
      name: env.CONTROL_PLANE_DATABASE,
      maxConnections: 10,
      connectTimeoutMs: 1_500,
      /** Includes waiting for others' transactions: fifty who onboard at once are served one after another. */
      acquireTimeoutMs: 5_000,
      statementTimeoutMs: 5_000,
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
    placement: { cluster: 'c1', pooledDatabase: env.DATA_PLANE_DATABASE ?? env.DATA_PLANE_SERVICE },
    runtime: toRuntimeConfig(env),
    supervision: {
      /** How often what should run is compared with what does. */
      lookEveryMs: 1_000,
      /** How long a tenant whose launch failed waits for the next; it doubles up to the bound. */
      retryDelayMs: 500,
      maxRetryDelayMs: 30_000,
    },
    /** How long a deletion can be undone. */
    life: { graceMs: env.DELETE_GRACE_DAYS * 24 * 60 * 60 * 1_000 },
    console: {
      folder: env.CONSOLE_PAGES,
      /** Where operators' browsers reach this service; without it, over plain HTTP wherever they ask. */
      origin: env.CONSOLE_ORIGIN,
      /** Where browsers reach a tenant's host. */
      tenantUrl: env.TENANT_URL,
    },
    usage: { collectEveryMs: 10_000 },
    /** Without it nobody can tell from what is stored which request was sent. */
    idempotency: { pepper: pepperOf(env.REGISTRY_SIGNING_KEY.d) },
    operations: {
      /** How long a runner that died holds an operation up. */
      leaseMs: 5_000,
      queuePollMs: 1_000,
      /** How often a step is tried before it is given up: about half a minute with the delays below. */
      maxStepAttempts: 8,
      retryDelayMs: 200,
      maxRetryDelayMs: 10_000,
    },
  }
}

/** As browsers name it: scheme, host and port, and nothing behind them. */
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
      `bad configuration: OPS_API_KEY is the key of development, which everybody knows; ${fix}`,
    )
  }
  return env.OPS_API_KEY ?? developmentOpsKey
}
