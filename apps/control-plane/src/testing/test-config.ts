import { importVerifyingKeys, newKeyTexts, verifyingKeysText } from '@mt/shared/keys'
import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import { type Config, readConfig } from '../config.ts'

export const testRegistryKey = 'registry-key-of-the-test'
export const testOpsKey = 'ops-key-of-the-test'

/** Creates a configuration with its own keys, ports and database and with fast retries, and the keys to verify its signatures. */
export async function newTestConfig(
  env: NodeJS.ProcessEnv = {},
): Promise<{ config: Config; keys: TestKeys }> {
  const [registry, internal] = await Promise.all([newKeyTexts('registry'), newKeyTexts('internal')])
  const servers = testServers()
  const config = readConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    CONTROL_PLANE_PORT: '0',
    CONTROL_PLANE_METRICS_PORT: '0',
    DATABASE_URL: servers.databaseUrl,
    CONTROL_PLANE_DATABASE: newDatabaseName('cp_test'),
    REDIS_URL: servers.redisUrl,
    OPS_API_KEY: testOpsKey,
    REGISTRY_API_KEY: testRegistryKey,
    REGISTRY_SIGNING_KEY: registry.signing,
    INTERNAL_SIGNING_KEY: internal.signing,
    DOMAIN_PROOF: 'none',
    ...env,
  })
  // Renewed three times in its time: a busy machine may stand still for a second.
  const operations = { leaseMs: 3_000, queuePollMs: 100, maxStepAttempts: 3, retryDelayMs: 5 }
  return {
    config: {
      ...config,
      registry: { ...config.registry, pollEveryMs: 100 },
      operations: { ...config.operations, ...operations },
    },
    keys: { registry: await verifying(registry), internal: await verifying(internal) },
  }
}

export interface TestKeys {
  registry: Awaited<ReturnType<typeof importVerifyingKeys>>
  internal: Awaited<ReturnType<typeof importVerifyingKeys>>
}

async function verifying(texts: { verifying: string }) {
  return importVerifyingKeys(verifyingKeysText.parse(texts.verifying))
}
