import { newKeyTexts } from '@mt/shared/keys'

/** A complete environment of a gateway; nothing listens at its addresses. */
export async function testEnv(overrides: NodeJS.ProcessEnv = {}): Promise<NodeJS.ProcessEnv> {
  return {
    GATEWAY_PORT: '0',
    GATEWAY_METRICS_PORT: '0',
    GATEWAY_DRAIN_MS: '200',
    REDIS_URL: 'redis://127.0.0.1:1',
    CONTROL_PLANE_URL: 'http://127.0.0.1:1',
    REGISTRY_API_KEY: 'registry-key-of-this-test',
    REGISTRY_VERIFYING_KEYS: (await newKeyTexts('registry')).verifying,
    ASSERTION_SIGNING_KEY: (await newKeyTexts('gateway')).signing,
    UPSTREAMS: 'polls=http://127.0.0.1:1',
    ...overrides,
  }
}
