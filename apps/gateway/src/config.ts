import { commonEnv, namedValues, port, readEnv, url } from '@mt/shared/config'
import { signingKeyText, verifyingKeysText } from '@mt/shared/keys'
import { z } from 'zod'
import { trustedProxies } from './steps/client-address.ts'

const envSchema = commonEnv.extend({
  GATEWAY_PORT: port(8080),
  GATEWAY_METRICS_PORT: port(9080),
  REDIS_URL: url('redis', 'rediss'),
  CONTROL_PLANE_URL: url('http', 'https'),
  REGISTRY_API_KEY: z.string('must be set'),
  REGISTRY_VERIFYING_KEYS: verifyingKeysText,
  ASSERTION_SIGNING_KEY: signingKeyText,
  TRUSTED_PROXIES: trustedProxies(),
  UPSTREAMS: namedValues().pipe(z.record(z.string(), url('http'))),
  GATEWAY_MAX_HEADER_BYTES: positive(16_384),
  GATEWAY_MAX_BODY_BYTES: positive(300_000_000),
  GATEWAY_HEADERS_TIMEOUT_MS: positive(10_000),
  GATEWAY_REQUEST_TIMEOUT_MS: positive(300_000),
  GATEWAY_BODY_TIMEOUT_MS: positive(30_000),
  GATEWAY_BODY_MEMORY_BYTES: positive(67_108_864),
  GATEWAY_UPSTREAM_CONNECTIONS: positive(1_000),
  GATEWAY_UPSTREAM_WAIT_MS: positive(2_000),
  GATEWAY_UPSTREAM_CONNECT_TIMEOUT_MS: positive(1_000),
  GATEWAY_UPSTREAM_HEADERS_TIMEOUT_MS: positive(30_000),
  GATEWAY_MAX_STALE_MS: positive(24 * 60 * 60 * 1_000),
  GATEWAY_DRAIN_MS: positive(10_000),
  GATEWAY_PROCESSES: positive(1),
  GATEWAY_LANE: z.enum(['on', 'off'], 'must be on or off').default('on'),
})

type Env = z.infer<typeof envSchema>

export type Config = ReturnType<typeof toConfig>

/**
 * The configuration, read from the environment. Throws a ConfigError that names each setting that is
 * missing or wrong.
 */
export function readConfig(env?: NodeJS.ProcessEnv): Config {
  return toConfig(readEnv(envSchema, env))
}

function toConfig(env: Env) {
  return {
    service: {
      host: env.BIND_HOST,
      port: env.GATEWAY_PORT,
      metricsPort: env.GATEWAY_METRICS_PORT,
      logLevel: env.LOG_LEVEL,
      baseDomain: env.BASE_DOMAIN,
      /** The proxies that are trusted about the client's address. */
      trustedProxies: env.TRUSTED_PROXIES,
      /** How long requests under way may take to end when the gateway stops. */
      drainMs: env.GATEWAY_DRAIN_MS,
      /** How many gateway processes share the port, to use as many cores. */
      processes: env.GATEWAY_PROCESSES,
      /** Whether plain requests bypass Node's HTTP server and Hono, through the same steps. */
      lane: env.GATEWAY_LANE === 'on',
    },
    /** The maximum size and duration of a client's request. */
    limits: {
      maxHeaderBytes: env.GATEWAY_MAX_HEADER_BYTES,
      maxBodyBytes: env.GATEWAY_MAX_BODY_BYTES,
      headersTimeoutMs: env.GATEWAY_HEADERS_TIMEOUT_MS,
      requestTimeoutMs: env.GATEWAY_REQUEST_TIMEOUT_MS,
      /** The maximum duration for a body of ordinary size, which is collected before it is forwarded. */
      bodyTimeoutMs: env.GATEWAY_BODY_TIMEOUT_MS,
      /** The memory of a process for bodies that are being collected, or whose answers are pending. */
      bodyMemoryBytes: env.GATEWAY_BODY_MEMORY_BYTES,
    },
    registry: {
      redisUrl: env.REDIS_URL,
      controlPlane: { url: env.CONTROL_PLANE_URL, apiKey: env.REGISTRY_API_KEY },
      verifyingKeys: env.REGISTRY_VERIFYING_KEYS,
      maxStaleMs: env.GATEWAY_MAX_STALE_MS,
    },
    assertion: { signingKey: env.ASSERTION_SIGNING_KEY },
    upstream: {
      /** The addresses of the services that registry entries name. */
      urls: env.UPSTREAMS,
      /**
       * How many exchanges each address has at once; an open stream is one. Tenants share them
       * (upstreams.ts).
       */
      maxConnections: env.GATEWAY_UPSTREAM_CONNECTIONS,
      /** How long a request beyond its tenant's share waits for a slot. */
      waitMs: env.GATEWAY_UPSTREAM_WAIT_MS,
      connectTimeoutMs: env.GATEWAY_UPSTREAM_CONNECT_TIMEOUT_MS,
      headersTimeoutMs: env.GATEWAY_UPSTREAM_HEADERS_TIMEOUT_MS,
    },
  }
}

function positive(fallback: number) {
  const message = 'must be a whole number above 0'
  return z.coerce.number(message).int(message).positive(message).default(fallback)
}
