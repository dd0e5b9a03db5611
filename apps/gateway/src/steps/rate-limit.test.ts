import type { IncomingMessage, ServerResponse } from 'node:http'
import { startTcpProxy } from '@mt/registry/testing/tcp-proxy'
import type { TenantLimits } from '@mt/shared/registry/entry'
import { testServers } from '@mt/shared/testing/servers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerTo, openRequest } from '../testing/open-request.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

const redisUrl = new URL(testServers().redisUrl)

/** Two gateways that share a Redis that the test can make unavailable. */
let gateways: [TestGateway, TestGateway]
let redis: Awaited<ReturnType<typeof startTcpProxy>>
let serveUpstream: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown

beforeEach(async () => {
  serveUpstream = (_, outgoing) => outgoing.end()
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    void serveUpstream(incoming, outgoing)
  redis = await startTcpProxy({ host: redisUrl.hostname, port: Number(redisUrl.port || 6379) })
  const env = { REDIS_URL: `redis://127.0.0.1:${redis.port}${redisUrl.pathname}` }
  gateways = [await startTestGateway(listener, env), await startTestGateway(listener, env)]
})
afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()))
  await redis.close()
})

/** A tenant with limits that both gateways serve. */
async function putLimited(limits: TenantLimits) {
  const entry = await gateways[0].putTenant({ limits })
  await gateways[1].controlPlane.put(entry)
  const { host } = entry
  const ask = async (times: number) => {
    const answers = []
    for (let i = 0; i < times; i++) answers.push(await gateways[i % 2 === 0 ? 0 : 1].send({ host }))
    return answers
  }
  const openStream = async (gateway: TestGateway) => {
    const outgoing = openRequest(gateway.url, host)
    outgoing.end()
    return answerTo(outgoing)
  }
  return { host, ask, openStream }
}

const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status)

describe('rateLimit', () => {
  it('reports no limits if there are none', async () => {
    const { host } = await gateways[0].putTenant()
    const { headers } = await gateways[0].send({ host })
    expect(Object.keys(headers).filter((name) => name.startsWith('ratelimit'))).toEqual([])
  })

  it('counts the requests of a tenant once over all gateways', async () => {
    const { ask } = await putLimited({ requestsPerSecond: 0.01, burst: 4 })
    const answers = await ask(6)
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 429, 429])
    expect(answers[0]?.headers).toMatchObject({
      'ratelimit-policy': '"requests";q=4;w=400',
      ratelimit: '"requests";r=3;t=100',
    })
    expect(answers[5]?.json()).toMatchObject({ code: 'rate_limited', status: 429 })
    expect(answers[5]?.headers.ratelimit).toMatch(/^"requests";r=0;t=\d+$/)
    expect(Number(answers[5]?.headers['retry-after'])).toBeGreaterThan(90)
    const text = await (await fetch(`${gateways[0].metricsUrl}/metrics`)).text()
    expect(text).toContain('gateway_limited_total{code="rate_limited"} 1')
  })

  it('serves again when time has passed', async () => {
    const { ask } = await putLimited({ requestsPerSecond: 0.2 })
    expect(statuses(await ask(2))).toEqual([200, 429])
    await expect.poll(async () => (await ask(1))[0]?.status).toBe(200)
  })

  it('counts each tenant for itself', async () => {
    const thor = await putLimited({ requestsPerSecond: 0.01 })
    const loki = await putLimited({ requestsPerSecond: 0.01 })
    expect(statuses(await thor.ask(2))).toEqual([200, 429])
    expect(statuses(await loki.ask(1))).toEqual([200])
  })

  it('refuses more at once than the tenant may have, over all gateways', async () => {
    serveUpstream = (_, outgoing) => outgoing.writeHead(200).flushHeaders()
    const { host, openStream } = await putLimited({ requestsInFlight: 2 })
    const first = await openStream(gateways[0])
    const second = await openStream(gateways[1])
    expect(first.headers['ratelimit-policy']).toBe('"in-flight";q=2;qu="concurrent-requests"')
    expect([first.headers.ratelimit, second.headers.ratelimit]).toEqual([
      ...['"in-flight";r=1', '"in-flight";r=0'],
    ])
    for (const gateway of gateways) {
      const answer = await gateway.send({ host })
      expect(answer.status).toBe(429)
      expect(answer.json().code).toBe('too_many_in_flight')
      expect(answer.headers['retry-after']).toBe('1')
    }
    serveUpstream = (_, outgoing) => outgoing.end()
    first.destroy()
    await expect.poll(async () => (await gateways[1].send({ host })).status).toBe(200)
    second.destroy()
  })

  it('counts requests in flight locally for a tenant far from its limit', async () => {
    const { ask } = await putLimited({ requestsInFlight: 20 })
    redis.hang(true)
    const answers = await ask(4)
    expect(statuses(answers)).toEqual([200, 200, 200, 200])
    expect(answers[0]?.headers).not.toHaveProperty('ratelimit')
    redis.hang(false)
  })

  it.each(['away', 'hanging'])('counts by itself while Redis is %s', async (how) => {
    const { ask } = await putLimited({ requestsPerSecond: 0.01, burst: 2 })
    if (how === 'away') await redis.cut()
    else redis.hang(true)
    const answers = await ask(6)
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 429, 429])
    redis.hang(false)
  })
})
