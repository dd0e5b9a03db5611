import { createRegistry, type Registry } from '@mt/registry/registry'
import { createAssertionSigner, type SignAssertion } from '@mt/shared/assertion'
import { importSigningKey, importVerifyingKeys } from '@mt/shared/keys'
import { createLineWriter, type Logger, type WriteLine } from '@mt/shared/logger'
import { createRedisConnection } from '@mt/shared/redis-connection'
import { createShares, type Shares } from '@mt/shared/shares'
import type { Redis } from 'ioredis'
import { type CertificateNames, createCertificateNames } from './certificates/certificate-names.ts'
import type { Config } from './config.ts'
import { createRequestLimits, type RequestLimits } from './limits/request-limits.ts'
import { createMetrics, type GatewayMetrics } from './metrics.ts'
import { createRedisScripts } from './redis-scripts.ts'
import { createOpenExchanges, type OpenExchanges } from './transport/open-exchanges.ts'
import { createUpstreams, type Upstreams } from './upstreams/upstreams.ts'
import { createUsageCounter, type UsageCounter } from './usage/usage-counter.ts'
import { createUsageStore } from './usage/usage-store.ts'

/** The parts of a gateway, built once from its configuration and passed down. */
export interface GatewayContext {
  config: Config
  logger: Logger
  /** Writes a line of the access log, with fields that hold no secret (observe-exchange.ts). */
  logAccess: WriteLine
  metrics: GatewayMetrics
  registry: Registry
  signAssertion: SignAssertion
  upstreams: Upstreams
  openExchanges: OpenExchanges
  /** The names for which a front may get certificates. */
  certificateNames: CertificateNames
  /** The bytes that bodies of requests may take. */
  bodyMemory: Shares
  /** For counts that gateways share; the registry has its own connections. */
  redis: Redis
  limits: RequestLimits
  usage: UsageCounter
  /** Set when the gateway stops: it is then not ready, and keeps no connection open. */
  stopping: boolean
}

export async function createContext(config: Config, logger: Logger): Promise<GatewayContext> {
  const { verifyingKeys, maxStaleMs, ...sources } = config.registry
  const metrics = createMetrics()
  const registry = createRegistry({
    ...sources,
    verifyingKeys: await importVerifyingKeys(verifyingKeys),
    logger,
    metrics: metrics.register,
    limits: { maxStaleMs },
  })
  const signAssertion = createAssertionSigner(await importSigningKey(config.assertion.signingKey))
  const upstreams = createUpstreams(config.upstream)
  const openExchanges = createOpenExchanges({
    registry,
    onEnded: () => metrics.exchangesEnded.inc(),
  })
  registry.listen(openExchanges)
  const certificateNames = createCertificateNames(registry, config.service.baseDomain)
  registry.listen(certificateNames)
  const bodyMemory = createShares(config.limits.bodyMemoryBytes)
  const redis = createRedisConnection({
    url: config.registry.redisUrl,
    role: 'limits-and-usage',
    logger,
  })
  const scripts = createRedisScripts(redis)
  const limits = createRequestLimits(scripts, (code) => metrics.limited.labels(code).inc())
  const usage = createUsageCounter({ store: createUsageStore(scripts), logger })
  const logAccess = createLineWriter(logger, 'request')
  return {
    ...{ config, logger, logAccess, metrics, registry, signAssertion, upstreams, openExchanges },
    ...{ certificateNames, bodyMemory, redis, limits, usage },
    stopping: false,
  }
}
