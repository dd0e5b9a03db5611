import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commonEnv, port, readEnv, url } from '@mt/shared/config'
import { serviceNameSchema } from '@mt/shared/placement'
import { z } from 'zod'
import { checkoutFolder } from './paths.ts'

const listenPort = (fallback: number) =>
  port(fallback).refine((value) => value > 0, 'must be a port')
const optionalPort = z.coerce.number('must be a port').int().min(1).max(65535).optional()

const devEnvSchema = commonEnv.extend({
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  REDIS_URL: url('redis', 'rediss').optional(),
  GATEWAY_PORT: listenPort(8080),
  CONTROL_PLANE_PORT: listenPort(8081),
  DATA_PLANE_PORT: listenPort(8082),
  DATA_PLANE_INTERNAL_PORT: listenPort(8083),
  GATEWAY_METRICS_PORT: optionalPort,
  CONTROL_PLANE_METRICS_PORT: optionalPort,
  DATA_PLANE_METRICS_PORT: optionalPort,
  OPS_API_KEY: z.string().default('dev-ops-key'),
  DATA_PLANE_SERVICE: serviceNameSchema.default('polls'),
  TLS_PORT: listenPort(8443),
})

const renamed = {
  POLLS_PORT: 'DATA_PLANE_PORT',
  POLLS_INTERNAL_PORT: 'DATA_PLANE_INTERNAL_PORT',
  POLLS_METRICS_PORT: 'DATA_PLANE_METRICS_PORT',
} as const

export type DevConfig = ReturnType<typeof toDevConfig>

/**
 * The configuration of `npm run dev`, from the environment and, as a fallback, `.env`. Throws a
 * ConfigError.
 */
export function readDevConfig(env?: NodeJS.ProcessEnv): DevConfig {
  const file = join(checkoutFolder, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  return toDevConfig(readEnv(devEnvSchema, env, renamed))
}

export function toDevConfig(env: z.infer<typeof devEnvSchema>) {
  const service = env.DATA_PLANE_SERVICE
  return {
    /** Where Caddy serves the tenants over TLS, if `--tls` asks for it. */
    tlsPort: env.TLS_PORT,
    /** The data-plane service to run: the name of its folder in `apps`. */
    service,
    /** Each service has its own data, and therefore its own registry. */
    kept: (name: string) => (service === 'polls' ? name : `${service}-${name}`),
    bindHost: env.BIND_HOST,
    /** Where the launcher itself reaches servers that listen on `bindHost`. */
    reachHost: env.BIND_HOST === '0.0.0.0' || env.BIND_HOST === '::' ? '127.0.0.1' : env.BIND_HOST,
    baseDomain: env.BASE_DOMAIN,
    opsApiKey: env.OPS_API_KEY,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    ports: {
      GATEWAY_PORT: env.GATEWAY_PORT,
      CONTROL_PLANE_PORT: env.CONTROL_PLANE_PORT,
      DATA_PLANE_PORT: env.DATA_PLANE_PORT,
      DATA_PLANE_INTERNAL_PORT: env.DATA_PLANE_INTERNAL_PORT,
      GATEWAY_METRICS_PORT: env.GATEWAY_METRICS_PORT ?? metricsPort(env.GATEWAY_PORT),
      CONTROL_PLANE_METRICS_PORT:
        env.CONTROL_PLANE_METRICS_PORT ?? metricsPort(env.CONTROL_PLANE_PORT),
      DATA_PLANE_METRICS_PORT: env.DATA_PLANE_METRICS_PORT ?? metricsPort(env.DATA_PLANE_PORT),
    },
  }
}

/** A thousand above the service's own port (8080: 9080), so that a second checkout need not set it. */
function metricsPort(servicePort: number): number {
  return servicePort <= 64_535 ? servicePort + 1_000 : servicePort - 1_000
}

/** Servers for the tests to use instead of temporary ones. */
export function readTestServers(): { database: string | undefined; redis: string | undefined } {
  const env = readEnv(
    z.object({
      TEST_DATABASE_URL: url('postgres', 'postgresql').optional(),
      TEST_REDIS_URL: url('redis', 'rediss').optional(),
    }),
  )
  return { database: env.TEST_DATABASE_URL, redis: env.TEST_REDIS_URL }
}

/** The environment that programs started here inherit, with `over` on top. */
export function inheritedEnv(over: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...over }
}
