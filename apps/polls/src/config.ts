import { join } from 'node:path'
import { commonEnv, namedValues, port, readEnv, url } from '@mt/shared/config'
import { verifyingKeysText } from '@mt/shared/keys'
import { z } from 'zod'

const envSchema = commonEnv.extend({
  POLLS_PORT: port(8082),
  POLLS_INTERNAL_PORT: port(8083),
  POLLS_METRICS_PORT: port(9082),
  POLLS_DATABASE: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/, 'must be a lower-case name')
    .default('polls'),
  POLLS_MAX_CONNECTIONS: z.coerce.number('must be a number').int().min(2).default(40),
  POLLS_AUDIENCE: z.string().default('polls'),
  CLUSTERS: namedValues(),
  CLUSTER_POOLERS: namedValues().optional(),
  ROLE_SECRET: z.string('must be set').min(32, 'must have 32 characters or more'),
  ASSERTION_VERIFYING_KEYS: verifyingKeysText,
  INTERNAL_VERIFYING_KEYS: verifyingKeysText,
  POLLS_PAGES: z.string().default(join(import.meta.dirname, '../../polls-web/dist')),
  REDIS_URL: url('redis', 'rediss'),
})

type Env = z.infer<typeof envSchema>

export type Config = ReturnType<typeof toConfig>

/** The configuration in the environment. Throws a ConfigError that names what is missing or wrong. */
export function readConfig(env?: NodeJS.ProcessEnv): Config {
  return toConfig(readEnv(envSchema, env))
}

export function toConfig(env: Env) {
  return {
    service: {
      host: env.BIND_HOST,
      port: env.POLLS_PORT,
      internalPort: env.POLLS_INTERNAL_PORT,
      metricsPort: env.POLLS_METRICS_PORT,
      audience: env.POLLS_AUDIENCE,
      logLevel: env.LOG_LEVEL,
    },
    data: {
      database: env.POLLS_DATABASE,
      clusters: env.CLUSTERS,
      poolers: env.CLUSTER_POOLERS ?? {},
      roleSecret: env.ROLE_SECRET,
      maxConnections: env.POLLS_MAX_CONNECTIONS,
    },
    pages: { folder: env.POLLS_PAGES },
    redis: { url: env.REDIS_URL },
    keys: { assertion: env.ASSERTION_VERIFYING_KEYS, internal: env.INTERNAL_VERIFYING_KEYS },
  }
}
