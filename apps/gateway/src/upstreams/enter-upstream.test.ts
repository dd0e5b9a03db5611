import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerTo, openRequest } from '../testing/open-request.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

/** What the upstream does in the present test. */
let serveUpstream: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown
const listener = (incoming: IncomingMessage, outgoing: ServerResponse) =>
  void serveUpstream(incoming, outgoing)
const stream = (_: IncomingMessage, outgoing: ServerResponse) =>
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
const answer = (_: IncomingMessage, outgoing: ServerResponse) => outgoing.end('served')

/** Opens a request, which is either answered or waits. */
function open(gateway: TestGateway, { host }: RegistryEntry): ClientRequest {
  const outgoing = openRequest(gateway.url, host)
  outgoing.end()
  return outgoing
}

async function abortedOf({ metricsUrl }: TestGateway): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text()
  return Number(/gateway_requests_total\{status="aborted"\} (\d+)/.exec(text)?.[1] ?? 0)
}

describe.each(['on', 'off'])('enterUpstream, with the lane %s', (lane) => {
  let gateway: TestGateway
  let patient: TestGateway
  let thor: RegistryEntry
  let loki: RegistryEntry

  beforeAll(async () => {
    const env = { GATEWAY_LANE: lane, GATEWAY_UPSTREAM_CONNECTIONS: '20' }
    gateway = await startTestGateway(listener, { ...env, GATEWAY_UPSTREAM_WAIT_MS: '100' })
    patient = await startTestGateway(listener, { ...env, GATEWAY_UPSTREAM_WAIT_MS: '60000' })
    thor = await gateway.putTenant()
    loki = await gateway.putTenant()
    for (const tenant of [thor, loki]) await patient.controlPlane.put(tenant)
  })
  beforeEach(() => {
    serveUpstream = answer
  })
  afterAll(() => Promise.all([gateway.close(), patient.close()]))

  it('leaves half of the exchanges to others, whatever one tenant streams', async () => {
    serveUpstream = stream
    const streams = Array.from({ length: 20 }, () => open(gateway, thor))
    const answers = await Promise.all(streams.map(answerTo))
    const refused = answers.filter(({ statusCode }) => statusCode === 503)
    expect(refused).toHaveLength(10)
    expect(refused[0]?.headers['retry-after']).toBe('1')
    expect(String(await refused[0]?.toArray())).toContain('upstream_unavailable')
    serveUpstream = answer
    expect((await gateway.send(loki)).status).toBe(200)
    for (const outgoing of streams) outgoing.destroy()
    await expect.poll(async () => (await gateway.send(thor)).status).toBe(200)
  })

  it('serves a request that waits when another of its tenant has ended', async () => {
    const ends: (() => void)[] = []
    serveUpstream = (_, outgoing) => ends.push(() => outgoing.end('served'))
    const sent = Array.from({ length: 11 }, () => patient.send(thor))
    await expect.poll(() => ends.length).toBe(10)
    ends.shift()?.()
    await expect.poll(() => ends.length).toBe(10)
    for (const end of ends) end()
    for (const { status } of await Promise.all(sent)) expect(status).toBe(200)
  })

  it('refuses a request that finds the queue full, and keeps no room for one that left', async () => {
    const ends: (() => void)[] = []
    serveUpstream = (_, outgoing) => ends.push(() => outgoing.end('served'))
    const sent = Array.from({ length: 10 }, () => patient.send(thor))
    await expect.poll(() => ends.length).toBe(10)
    let refused = 0
    const more = Array.from({ length: 30 }, () => open(patient, thor))
    for (const outgoing of more) outgoing.on('response', () => (refused += 1))
    await expect.poll(() => refused).toBe(20)
    const before = await abortedOf(patient)
    for (const outgoing of more) outgoing.destroy()
    await expect.poll(() => abortedOf(patient)).toBe(before + 10)
    const waiting = Array.from({ length: 10 }, () => patient.send(thor))
    for (const end of ends.splice(0)) end()
    await Promise.all(sent)
    await expect.poll(() => ends.length).toBe(10)
    for (const end of ends) end()
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(200)
  })

  it('stops waiting when the tenant is no longer served', async () => {
    serveUpstream = stream
    const tenant = await patient.putTenant()
    const streams = Array.from({ length: 10 }, () => open(patient, tenant))
    await Promise.all(streams.map(answerTo))
    const waiting = open(patient, tenant)
    const refused = answerTo(waiting)
    await patient.announce(await patient.change(tenant, { status: 'suspended' }))
    expect((await refused).statusCode).toBe(403)
    for (const outgoing of streams) outgoing.destroy()
  })
})

describe.each(['on', 'off'])('one exchange at a time, with the lane %s', (lane) => {
  let gateway: TestGateway
  let elsewhere: TestGateway
  beforeAll(async () => {
    const env = { GATEWAY_LANE: lane, GATEWAY_UPSTREAM_CONNECTIONS: '1' }
    gateway = await startTestGateway(listener, { ...env, GATEWAY_UPSTREAM_WAIT_MS: '100' })
    elsewhere = await startTestGateway((_, outgoing) => outgoing.end('moved'))
  })
  afterAll(() => Promise.all([gateway.close(), elsewhere.close()]))

  it('is counted once though it is sent twice', async () => {
    const { host } = await gateway.putTenant()
    let sent = 0
    serveUpstream = ({ socket }, outgoing) => {
      sent += 1
      if (sent === 1) socket.destroy()
      else outgoing.end('second try')
    }
    expect(String((await gateway.send({ host })).body)).toBe('second try')
    serveUpstream = answer
    expect((await gateway.send({ host })).status).toBe(200)
  })

  it('gives its slot back if the tenant turns out to be elsewhere', async () => {
    const tenant = await gateway.putTenant()
    expect((await gateway.send(tenant)).status).toBe(200)
    serveUpstream = (_, outgoing) => outgoing.writeHead(409, { 'x-placement': 'stale' }).end()
    const upstream = { name: 'polls', url: elsewhere.polls.url }
    await gateway.change(tenant, { epoch: 2, upstream })
    expect(String((await gateway.send(tenant)).body)).toBe('moved')
    serveUpstream = answer
    expect((await gateway.send(await gateway.putTenant())).status).toBe(200)
  })
})
