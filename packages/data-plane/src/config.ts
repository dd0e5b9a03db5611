import { ConfigError, commonEnv, namedValues, port, readEnv, url } from '@mt/shared/config'
import { verifyingKeysText } from '@mt/shared/keys'
import { serviceNameSchema, serviceOf } from '@mt/shared/placement'
import { z } from 'zod'

const envSchema = commonEnv.extend({
  DATA_PLANE_PORT: port(8082),
  DATA_PLANE_INTERNAL_PORT: port(8083),
  DATA_PLANE_METRICS_PORT: port(9082),
  DATA_PLANE_DATABASE: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/, 'must be a lower-case name')
    .optional(),
  DATA_PLANE_MAX_CONNECTIONS: z.coerce.number('must be a number').int().min(2).default(40),
  DATA_PLANE_TENANT: z.uuid('must be the id of a tenant').optional(),
  CLUSTERS: namedValues(),
  CLUSTER_POOLERS: namedValues().optional(),
  CLUSTERS_PREVIOUS: namedValues().optional(),
  ROLE_SECRET: z.string('must be set').min(32, 'must have 32 characters or more'),
  ASSERTION_VERIFYING_KEYS: verifyingKeysText,
  INTERNAL_VERIFYING_KEYS: verifyingKeysText,
  DATA_PLANE_PAGES: z.string().optional(),
  REDIS_URL: url('redis', 'rediss').optional(),
})

/** The names that these settings had when polls was the only service. */
const renamed = {
  POLLS_PORT: 'DATA_PLANE_PORT',
  POLLS_INTERNAL_PORT: 'DATA_PLANE_INTERNAL_PORT',
  POLLS_METRICS_PORT: 'DATA_PLANE_METRICS_PORT',
  POLLS_DATABASE: 'DATA_PLANE_DATABASE',
  POLLS_MAX_CONNECTIONS: 'DATA_PLANE_MAX_CONNECTIONS',
  POLLS_TENANT: 'DATA_PLANE_TENANT',
  POLLS_AUDIENCE: 'DATA_PLANE_TENANT',
  POLLS_PAGES: 'DATA_PLANE_PAGES',
} as const

type Env = z.infer<typeof envSchema>
/** A service's name, and where its built pages are. */
interface Named {
  name: string
  pages?: { folder: string }
}

export type Config = ReturnType<typeof toConfig>

/**
 * The configuration of a service, read from the environment. Throws a ConfigError that names each setting
 * that is missing or wrong.
 */
export function readConfig(service: Named, env?: NodeJS.ProcessEnv): Config {
  return toConfig(service, readEnv(envSchema, env, renamed))
}

/** Converts the environment. Throws a ConfigError for settings that contradict each other. */
function toConfig({ name, pages }: Named, env: Env) {
  if (!serviceNameSchema.safeParse(name).success) {
    throw new ConfigError(`bad configuration: a service cannot be called "${name}"`)
  }
  if (env.REDIS_URL === undefined && env.DATA_PLANE_TENANT === undefined) {
    throw new ConfigError('bad configuration: REDIS_URL must be set, except with DATA_PLANE_TENANT')
  }
  return {
    service: {
      host: env.BIND_HOST,
      port: env.DATA_PLANE_PORT,
      internalPort: env.DATA_PLANE_INTERNAL_PORT,
      metricsPort: env.DATA_PLANE_METRICS_PORT,
      /** The audience that assertions and internal calls must have. */
      audience: audienceOf(name, env.DATA_PLANE_TENANT),
      /** The one tenant of a dedicated service; undefined for the pooled one, which serves every tenant. */
      tenantId: env.DATA_PLANE_TENANT,
      logLevel: env.LOG_LEVEL,
    },
    data: {
      database: env.DATA_PLANE_DATABASE ?? name,
      clusters: env.CLUSTERS,
      poolers: env.CLUSTER_POOLERS ?? {},
      /**
       * Owners' URLs with their previous passwords. An owner that still accepts its previous one gets the
       * new one.
       */
      previousClusters: env.CLUSTERS_PREVIOUS ?? {},
      roleSecret: env.ROLE_SECRET,
      maxConnections: env.DATA_PLANE_MAX_CONNECTIONS,
    },
    pagesFolder: env.DATA_PLANE_PAGES ?? pages?.folder,
    /**
     * Undefined if no other process serves the same tenants: counts and signals then stay in this process.
     */
    redis: env.REDIS_URL === undefined ? undefined : { url: env.REDIS_URL },
    keys: { assertion: env.ASSERTION_VERIFYING_KEYS, internal: env.INTERNAL_VERIFYING_KEYS },
  }
}

/** A dedicated service refuses what is meant for the pooled one, and the other way round. */
function audienceOf(name: string, tenantId: string | undefined): string {
  return tenantId === undefined ? name : serviceOf(name, { model: 'dedicated' }, tenantId)
}
