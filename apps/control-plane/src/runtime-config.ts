import { join } from 'node:path'
import { ConfigError } from '@mt/shared/config'
import { verifyingKeysText } from '@mt/shared/keys'
import { serviceNameSchema } from '@mt/shared/placement'
import { z } from 'zod'
import { type DockerSettings, dockerEnv, toDockerSettings } from './runtimes/docker/settings.ts'
import type { ProcessRuntimeConfig } from './runtimes/process/settings.ts'
import type { ServiceSettings } from './runtimes/service-env.ts'

const secret = z.string().min(32, 'must have 32 characters or more')

/** The environment variables for dedicated tenants. */
export const runtimeEnv = {
  RUNTIME: z.enum(['none', 'process', 'docker'], 'must be none, process or docker').default('none'),
  RUNTIME_SECRET: secret.optional(),
  RUNTIME_SECRET_PREVIOUS: secret.optional(),
  ASSERTION_VERIFYING_KEYS: verifyingKeysText.optional(),
  INTERNAL_VERIFYING_KEYS: verifyingKeysText.optional(),
  RUNTIME_FOLDER: z.string().startsWith('/', 'must be an absolute path').optional(),
  RUNTIME_CACHE: z.string().startsWith('/', 'must be an absolute path').optional(),
  DATA_PLANE_SERVICE: serviceNameSchema.default('polls'),
  RUNTIME_SERVICE: z.string().startsWith('/', 'must be an absolute path').optional(),
  NODE_COMPILE_CACHE: z.string().optional(),
  ...dockerEnv,
}

const envSchema = z.object(runtimeEnv)

type RuntimeEnv = z.infer<typeof envSchema> & {
  NODE_ENV: string
  LOG_LEVEL: string
  BASE_DOMAIN: string
}

export interface DockerRuntimeConfig {
  kind: 'docker'
  service: ServiceSettings
  docker: DockerSettings
}

export type RuntimeConfig = { kind: 'none' } | ProcessRuntimeConfig | DockerRuntimeConfig

/** Reads the configuration of the runtime. Throws a ConfigError that names what is missing. */
export function toRuntimeConfig(env: RuntimeEnv): RuntimeConfig {
  if (env.RUNTIME === 'none') return { kind: 'none' }
  const service = serviceSettings(env)
  if (env.RUNTIME === 'docker') return { kind: 'docker', service, docker: toDockerSettings(env) }
  const folder = required(env, 'RUNTIME_FOLDER')
  return {
    kind: 'process',
    service,
    folder,
    cacheFolder: env.RUNTIME_CACHE ?? join(folder, '.cache'),
    serviceMain: env.RUNTIME_SERVICE ?? mainOf(env.DATA_PLANE_SERVICE),
    compileCache: env.NODE_COMPILE_CACHE,
  }
}

function mainOf(service: string): string {
  return join(import.meta.dirname, `../../${service}/src/main.ts`)
}

function serviceSettings(env: RuntimeEnv): ServiceSettings {
  return {
    nodeEnv: env.NODE_ENV,
    logLevel: env.LOG_LEVEL,
    baseDomain: env.BASE_DOMAIN,
    assertionKeys: JSON.stringify(required(env, 'ASSERTION_VERIFYING_KEYS')),
    internalKeys: JSON.stringify(required(env, 'INTERNAL_VERIFYING_KEYS')),
    secret: required(env, 'RUNTIME_SECRET'),
    previousSecret: env.RUNTIME_SECRET_PREVIOUS,
  }
}

function required<Name extends keyof RuntimeEnv>(
  env: RuntimeEnv,
  name: Name,
): NonNullable<RuntimeEnv[Name]> {
  const value = env[name]
  if (value !== undefined && value !== null) return value as NonNullable<RuntimeEnv[Name]>
  throw new ConfigError(`bad configuration: ${name} must be set for RUNTIME=${env.RUNTIME}`)
}
