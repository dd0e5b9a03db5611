import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerTo, openRequest } from '../testing/open-request.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

let serveUpstream: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown
let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway((incoming, outgoing) => serveUpstream(incoming, outgoing))
})
afterAll(() => gateway.close())

/** Opens a stream on a tenant's host; `upstreamLeft` resolves when the service has lost it. */
async function openStream(tenant: RegistryEntry) {
  const upstreamLeft = Promise.withResolvers<void>()
  serveUpstream = (_, outgoing) => {
    outgoing.on('close', () => upstreamLeft.resolve())
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
  }
  const outgoing = openRequest(gateway.url, tenant.host)
  outgoing.end()
  const answer = await answerTo(outgoing)
  const ended = once(answer, 'error')
  await once(answer, 'data')
  return { answer, ended, upstreamLeft: upstreamLeft.promise }
}

describe('createOpenExchanges', () => {
  it.each([
    ['suspended', { status: 'suspended' }],
    ['archived', { status: 'archived' }],
    ['being moved', { status: 'moving' }],
    ['deleted', { status: 'deleted' }],
    ['elsewhere by now', { epoch: 2 }],
  ] as const)('ends the streams of a tenant that is %s', async (_, changes) => {
    const tenant = await gateway.putTenant()
    const { ended, upstreamLeft } = await openStream(tenant)
    await gateway.announce(await gateway.change(tenant, changes))
    await ended
    await upstreamLeft
  })

  it('leaves the streams of other tenants, and those that a change does not affect', async () => {
    const [thor, loki] = [await gateway.putTenant(), await gateway.putTenant()]
    const kept = await openStream(thor)
    const { ended } = await openStream(loki)
    await gateway.announce(await gateway.change(thor, { status: 'active' }))
    await gateway.announce({ ...thor, version: thor.version + 1_000_000 })
    await gateway.announce(await gateway.change(loki, { status: 'suspended' }))
    await ended
    expect(kept.answer.errored).toBeNull()
    kept.answer.destroy()
  })

  it('answers a request that waits for its answer', async () => {
    const tenant = await gateway.putTenant()
    const arrived = Promise.withResolvers<void>()
    serveUpstream = () => arrived.resolve()
    const answer = gateway.send({ host: tenant.host })
    await arrived.promise
    await gateway.announce(await gateway.change(tenant, { status: 'suspended' }))
    expect((await answer).json().code).toBe('tenant_suspended')
  })

  it('ends streams without Redis, by the feed', async () => {
    const tenant = await gateway.putTenant()
    const { ended } = await openStream(tenant)
    await gateway.change(tenant, { status: 'suspended' })
    await ended
  })

  it('ends streams after a gap in the feed', async () => {
    const tenant = await gateway.putTenant()
    const { ended } = await openStream(tenant)
    gateway.controlPlane.refuseCursor = true
    await gateway.change(tenant, { status: 'suspended' })
    await ended
    gateway.controlPlane.refuseCursor = false
  })

  it('ends streams once a newer entry is announced that no source has', async () => {
    const tenant = await gateway.putTenant()
    const { ended } = await openStream(tenant)
    gateway.controlPlane.hang = true
    await gateway.announce({ ...tenant, version: tenant.version + 1 })
    await ended
    gateway.controlPlane.hang = false
  })

  it('counts the streams that it ended', async () => {
    const text = await (await fetch(`${gateway.metricsUrl}/metrics`)).text()
    expect(text).toMatch(/gateway_exchanges_ended_total [1-9]/)
  })
})
