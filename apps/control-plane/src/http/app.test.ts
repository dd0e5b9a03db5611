import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestNetwork, type TestNetwork } from '../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

interface Described {
  summary?: string
}

describe('createApp', () => {
  it('describes each of its routes', async () => {
    const { body } = await network.call('GET', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    const operations = Object.entries<Record<string, Described>>(body.paths).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
    )
    expect(operations.length).toBeGreaterThan(30)
    for (const operation of operations) {
      expect(operation).toMatchObject({
        summary: expect.any(String),
        tags: [expect.any(String)],
        security: expect.arrayContaining([expect.anything()]),
        responses: { 401: expect.anything() },
      })
    }
  })

  it('is alive and ready', async () => {
    expect((await network.call('GET', '/livez')).status).toBe(200)
    expect((await network.call('GET', '/readyz')).status).toBe(200)
  })

  it('serves its metrics on a separate port', async () => {
    expect((await network.call('GET', '/metrics')).status).toBe(404)
    const response = await fetch(new URL('/metrics', network.controlPlane.metricsUrl))
    expect(await response.text()).toContain('http_request_duration_seconds_bucket')
  })

  it('gives a request an id, or keeps a given one', async () => {
    const given = await network.call('GET', '/livez', { headers: { 'x-request-id': 'mine' } })
    expect(given.headers.get('x-request-id')).toBe('mine')
    expect((await network.call('GET', '/livez')).headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  })

  it('answers an unknown path with a problem', async () => {
    const missing = await network.call('GET', '/v1/nothing')
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})
