import { url } from '@mt/shared/config'
import { z } from 'zod'

const name = z.string().regex(/^[a-z][a-z0-9-]{0,15}$/, 'must be a short lower-case name')
const megabytes = (fallback: number) =>
  z.coerce.number('must be megabytes').min(64).default(fallback)
const cpus = z.coerce.number('must be a number of processors').positive().default(1)

/** The variables of the runtime that launches tenants as containers. */
export const dockerEnv = {
  DOCKER_HOST: url('unix', 'tcp', 'http').default('unix:///var/run/docker.sock'),
  DOCKER_PLATFORM: name.default('polls'),
  DOCKER_SERVICE_IMAGE: z.string().default('polls/polls'),
  DOCKER_POSTGRES_IMAGE: z.string().default('postgres:18'),
  DOCKER_UPSTREAM_NETWORK: z.string().default('polls-upstream'),
  DOCKER_REACH: z.enum(['name', 'address'], 'must be name or address').default('name'),
  DOCKER_SERVICE_MEMORY_MB: megabytes(384),
  DOCKER_POSTGRES_MEMORY_MB: megabytes(384),
  DOCKER_SERVICE_CPUS: cpus,
  DOCKER_POSTGRES_CPUS: cpus,
}

const schema = z.object(dockerEnv)

export type DockerSettings = ReturnType<typeof toDockerSettings>

export function toDockerSettings(env: z.infer<typeof schema>) {
  const mb = 1024 * 1024
  return {
    host: env.DOCKER_HOST,
    /** Marks what is this platform's on an engine that others use too. */
    platform: env.DOCKER_PLATFORM,
    images: { service: env.DOCKER_SERVICE_IMAGE, postgres: env.DOCKER_POSTGRES_IMAGE },
    /** Where gateways and the control plane reach the tenants' services. */
    upstreamNetwork: env.DOCKER_UPSTREAM_NETWORK,
    /** By name from within that network, by address from the machine itself. */
    reach: env.DOCKER_REACH,
    limits: {
      service: { memoryBytes: env.DOCKER_SERVICE_MEMORY_MB * mb, cpus: env.DOCKER_SERVICE_CPUS },
      postgres: { memoryBytes: env.DOCKER_POSTGRES_MEMORY_MB * mb, cpus: env.DOCKER_POSTGRES_CPUS },
    },
  }
}
