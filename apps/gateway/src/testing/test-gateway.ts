import type { RequestListener } from 'node:http'
import { startControlPlaneStub } from '@mt/registry/testing/control-plane-stub'
import { serve } from '@mt/shared/http/server'
import { importSigningKey, newKeyTexts, signingKeyText } from '@mt/shared/keys'
import { createLogger } from '@mt/shared/logger'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { changesChannel } from '@mt/shared/registry/protocol'
import { entryFor } from '@mt/shared/testing/entries'
import { removeKeys } from '@mt/shared/testing/remove-keys'
import { testServers } from '@mt/shared/testing/servers'
import { Redis } from 'ioredis'
import { readConfig } from '../config.ts'
import { type Gateway, startGateway } from '../start.ts'
import { type Received, type Sent, send } from './send.ts'
import { testEnv } from './test-env.ts'

const registryApiKey = 'registry-key-of-this-test'

const startHere = (env: NodeJS.ProcessEnv): Promise<Gateway> =>
  startGateway(readConfig(env), createLogger('gateway', 'silent'))

/** A gateway on real Redis, in front of `upstream`, with a control plane that the test fills. */
export async function startTestGateway(
  upstream: RequestListener,
  env: NodeJS.ProcessEnv = {},
  start = startHere,
) {
  const running = new AsyncDisposableStack()
  running.defer(() => removeKeys(testServers().redisUrl, 'gateway'))
  const registryKeys = await newKeyTexts('registry')
  const assertionKeys = await newKeyTexts('gateway')
  const signingKey = await importSigningKey(signingKeyText.parse(registryKeys.signing))
  const controlPlane = await startControlPlaneStub(signingKey, registryApiKey)
  running.defer(controlPlane.close)
  const polls = await serve({ listener: upstream, host: '127.0.0.1', port: 0 })
  running.defer(() => polls.close(0))
  const gateway = await start(
    await testEnv({
      REDIS_URL: testServers().redisUrl,
      CONTROL_PLANE_URL: controlPlane.url,
      REGISTRY_API_KEY: registryApiKey,
      REGISTRY_VERIFYING_KEYS: registryKeys.verifying,
      ASSERTION_SIGNING_KEY: assertionKeys.signing,
      UPSTREAMS: `polls=${polls.url}`,
      ...env,
    }),
  )
  running.defer(gateway.close)

  const redis = new Redis(testServers().redisUrl)
  running.defer(() => redis.disconnect())

  let version = 0
  return {
    url: gateway.url,
    metricsUrl: gateway.metricsUrl,
    controlPlane,
    polls,
    assertionVerifyingKeys: assertionKeys.verifying,
    close: () => running.disposeAsync(),
    stop: gateway.close,
    send: (sent: Sent): Promise<Received> => send(gateway.url, sent),
    /** Makes a tenant whose host was never looked up before, and returns its entry. */
    async putTenant(overrides: Partial<RegistryEntry> = {}): Promise<RegistryEntry> {
      version += 1
      const slug = `t-${crypto.randomUUID().slice(0, 13)}`
      const entry = entryFor(slug, { version, ...overrides })
      await controlPlane.put(entry)
      return entry
    },
    /** Makes a newer entry of a tenant, without announcing it. */
    async change(entry: RegistryEntry, changes: Partial<RegistryEntry>): Promise<RegistryEntry> {
      version += 1
      const changed = { ...entry, ...changes, version }
      await controlPlane.put(changed)
      return changed
    },
    /** Announces an entry over Redis, as the control plane does. */
    announce: ({ host, version }: RegistryEntry) =>
      redis.publish(changesChannel, JSON.stringify({ host, version })),
  }
}

export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>
