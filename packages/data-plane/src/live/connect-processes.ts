import type { Logger } from '@mt/shared/logger'
import { createRedisConnection } from '@mt/shared/redis-connection'
import type { Redis } from 'ioredis'
import type { Config } from '../config.ts'
import { createOwnSignals, createTenantSignals, type TenantSignals } from './tenant-signals.ts'

/**
 * The connections through which the processes that serve the same tenants announce changes and share
 * counts.
 */
export interface ProcessConnections {
  signals: TenantSignals
  redis: Redis | undefined
  close(): void
}

/** Uses Redis if it is configured; a dedicated service has no other process and needs none. */
export function connectProcesses(
  service: string,
  config: Config['redis'],
  logger: Logger,
): ProcessConnections {
  if (!config) return { signals: createOwnSignals(), redis: undefined, close: () => {} }
  const connect = (role: string) => {
    const connection = createRedisConnection({ url: config.url, role, logger })
    connection.connect().catch(() => {}) // ioredis keeps trying
    return connection
  }
  const [publisher, subscriber] = [connect(service), connect(`${service}-signals`)]
  return {
    signals: createTenantSignals({ service, publisher, subscriber }),
    redis: publisher,
    close() {
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}
