import type { Logger } from '@mt/shared/logger'
import { createRedisConnection } from '@mt/shared/redis-connection'
import type { Redis } from 'ioredis'
import type { Config } from '../config.ts'
import { createOwnSignals, createTenantSignals, type TenantSignals } from './tenant-signals.ts'

/** What the processes that serve the same tenants tell each other and count together. */
export interface AmongProcesses {
  signals: TenantSignals
  redis: Redis | undefined
  close(): void
}

/** Through Redis where the configuration names one; a dedicated service is alone and needs none. */
export function connectProcesses(
  service: string,
  config: Config['redis'],
  logger: Logger,
): AmongProcesses {
  if (!config) return { signals: createOwnSignals(), redis: undefined, close: () => {} }
  const connect = (role: string) => {
    const connection = createRedisConnection({ url: config.url, role, logger })
    connection.connect().catch(() => {}) // it goes on trying by itself
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
