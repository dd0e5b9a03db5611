import type { Logger } from '@mt/shared/logger'
import { createRedisConnection } from '@mt/shared/redis-connection'
import type { Config } from '../config.ts'
import { createLoginAttempts, type LoginAttempts } from '../users/login-attempts.ts'
import { createOwnSignals, createTenantSignals, type TenantSignals } from './tenant-signals.ts'

/** What the processes that serve the same tenants tell each other and count together. */
export interface AmongProcesses {
  signals: TenantSignals
  loginAttempts: LoginAttempts
  close(): void
}

/** Through Redis where the configuration names one; a dedicated service is alone and needs none. */
export function connectProcesses(config: Config['redis'], logger: Logger): AmongProcesses {
  if (!config) {
    return {
      signals: createOwnSignals(),
      loginAttempts: createLoginAttempts(undefined),
      close: () => {},
    }
  }
  const connect = (role: string) => {
    const connection = createRedisConnection(config.url, role, logger)
    connection.connect().catch(() => {}) // it goes on trying by itself
    return connection
  }
  const [publisher, subscriber] = [connect('polls'), connect('polls-signals')]
  return {
    signals: createTenantSignals({ publisher, subscriber }),
    loginAttempts: createLoginAttempts(publisher),
    close() {
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}
