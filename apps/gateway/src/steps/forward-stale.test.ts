import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerTo, openRequest } from '../testing/open-request.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

/** Behaves like a data plane: it refuses requests of an older epoch than the tenant's own, else echoes. */
let epochThere = 1
let seen: unknown[] = []
let gateway: TestGateway

async function serveUpstream(incoming: IncomingMessage, outgoing: ServerResponse) {
  const [, claims] = String(incoming.headers['x-tenant']).split('.')
  const { epoch } = JSON.parse(Buffer.from(String(claims), 'base64url').toString())
  seen.push(epoch)
  if (epoch !== epochThere) {
    outgoing.writeHead(409, { 'x-placement': 'stale', 'content-type': 'application/problem+json' })
    return outgoing.end('{"code":"placement_stale"}')
  }
  const body = Buffer.concat(await incoming.toArray())
  return outgoing.writeHead(201, { 'x-placement': 'current' }).end(body)
}

beforeAll(async () => {
  gateway = await startTestGateway(serveUpstream)
})
beforeEach(() => {
  epochThere = 1
  seen = []
})
afterAll(() => gateway.close())

/** A tenant that the gateway knows, and that has moved since without an announcement. */
async function putMoved() {
  const tenant = await gateway.putTenant()
  await gateway.send({ host: tenant.host })
  seen = []
  epochThere = 2
  await gateway.change(tenant, { epoch: 2 })
  return tenant
}

describe('forward, if the placement is stale', () => {
  it.each([
    ['GET', undefined],
    ['DELETE', undefined],
    ['POST', '{"question":"?"}'],
    ['PUT', Buffer.alloc(65_536, 'x')],
  ])('sends a %s once more with the newest entry', async (method, body) => {
    const { host } = await putMoved()
    const answer = await gateway.send({ host, method, ...(body ? { body } : {}) })
    expect(answer.status).toBe(201)
    expect(answer.body.toString()).toBe(String(body ?? ''))
    expect(answer.headers).not.toHaveProperty('x-placement')
    expect(seen).toEqual([1, 2])
    await gateway.send({ host })
    expect(seen).toEqual([1, 2, 2])
  })

  it('sends chunks once more, as a body whose length is known', async () => {
    const { host } = await putMoved()
    const outgoing = openRequest(gateway.url, host, { method: 'POST' })
    outgoing.write('first')
    outgoing.end('again')
    expect(String(await (await answerTo(outgoing)).toArray())).toBe('firstagain')
    expect(seen).toEqual([1, 2])
  })

  it('answers 503 to a body that is too large to keep', async () => {
    const { host } = await putMoved()
    const body = Buffer.alloc(65_537, 'x')
    const answer = await gateway.send({ host, method: 'POST', body })
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.json().code).toBe('tenant_moving')
    expect((await gateway.send({ host, method: 'POST', body })).status).toBe(201)
    expect(seen).toEqual([1, 2])
  })

  it('answers 503 to chunks that are too many to keep', async () => {
    const { host } = await putMoved()
    const outgoing = openRequest(gateway.url, host, { method: 'POST' })
    outgoing.write(Buffer.alloc(65_537, 'x'))
    expect((await answerTo(outgoing)).statusCode).toBe(503)
    outgoing.destroy()
  })

  it('tries no third time', async () => {
    const { host } = await putMoved()
    epochThere = 3
    const answer = await gateway.send({ host })
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.json().code).toBe('tenant_moving')
    expect(seen).toEqual([1, 2])
  })

  it('does not repeat if the control plane knows nothing newer', async () => {
    const { host } = await gateway.putTenant()
    epochThere = 2
    expect((await gateway.send({ host })).json().code).toBe('tenant_moving')
    expect(seen).toEqual([1])
  })

  it.each([
    ['moving', 503, 'tenant_not_ready'],
    ['suspended', 403, 'tenant_suspended'],
    ['deleted', 404, 'unknown_host'],
  ] as const)('answers as for a tenant that is %s by now', async (status, expected, code) => {
    const tenant = await gateway.putTenant()
    await gateway.send({ host: tenant.host })
    epochThere = 2
    await gateway.change(tenant, { status })
    const answer = await gateway.send({ host: tenant.host })
    expect(answer.status).toBe(expected)
    expect(answer.json().code).toBe(code)
  })

  it('sends nothing to another tenant that now has the host', async () => {
    const tenant = await putMoved()
    await gateway.change(tenant, { epoch: 2, tenantId: crypto.randomUUID() })
    expect((await gateway.send({ host: tenant.host })).json().code).toBe('tenant_moving')
    expect(seen).toEqual([1])
  })
})
