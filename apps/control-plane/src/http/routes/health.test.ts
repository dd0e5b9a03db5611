import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testRegistryKey } from '../../testing/test-config.ts'
import { startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'
import type { readHealth } from '../../verbs/health/read-health.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

type Part = Awaited<ReturnType<typeof readHealth>>['parts'][number]

async function part(name: Part['name']): Promise<Part | undefined> {
  const { body } = await network.call('GET', '/v1/health')
  return body.parts.find((each: Part) => each.name === name)
}

describe('GET /v1/health', () => {
  it('checks the database and Redis, with response times', async () => {
    expect(await part('PostgreSQL')).toMatchObject({ state: 'ok', ms: expect.any(Number) })
    expect(await part('Redis')).toMatchObject({ state: 'ok', ms: expect.any(Number) })
  })

  it('names what is unavailable, with the reason', async () => {
    await network.service.close()
    expect(await part('data plane')).toMatchObject({ state: 'away', detail: expect.any(String) })
  })

  it('knows gateways once they read the registry', async () => {
    expect(await part('gateways')).toMatchObject({ state: 'away' })
    await network.call('GET', '/v1/registry/changes?after=0', { key: testRegistryKey })
    expect(await part('gateways')).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('127.0.0.1'),
    })
  })

  it('counts the backlog', async () => {
    const { body } = await network.call('GET', '/v1/health')
    expect(body).toMatchObject({
      outbox: { waiting: 0 },
      queue: { due: expect.any(Number), givenUp: 0 },
      operations: { underWay: 0, failedLately: 0 },
    })
  })
})
