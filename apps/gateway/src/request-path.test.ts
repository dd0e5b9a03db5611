import type { IncomingMessage, ServerResponse } from 'node:http'
import { createLogger } from '@mt/shared/logger'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { createContext } from './context.ts'
import { requestPath } from './request-path.ts'
import { sendRaw } from './testing/send.ts'
import { testEnv } from './testing/test-env.ts'
import { startTestGateway, type TestGateway } from './testing/test-gateway.ts'
import { laneTransport } from './transport/lane/lane-transport.ts'
import { nodeTransport } from './transport/node-transport.ts'

describe('requestPath', () => {
  it('has the same steps in the same order for both transports', async () => {
    const context = await createContext(
      readConfig(await testEnv()),
      createLogger('gateway', 'silent'),
    )
    const namesOf = (steps: readonly { name: string }[]) => steps.map(({ name }) => name)
    const ofLane = namesOf(requestPath(context, laneTransport))
    expect(ofLane).toEqual([
      ...['identifyTenant', 'answerOwnHosts', 'resolveTenant', 'redirect', 'admit', 'collectBody'],
      ...['rateLimit', 'countUsage', 'stripHeaders', 'assertTenant', 'forward'],
    ])
    expect(namesOf(requestPath(context, nodeTransport))).toEqual(ofLane)
  })
})

/** What arrived at the service, without what differs from request to request. */
let forwarded: unknown[] = []

async function serveUpstream(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method, url, headers } = incoming
  const { 'x-tenant': assertion, 'x-request-id': id, connection, traceparent, ...others } = headers
  const traceId = String(id).replaceAll('-', '')
  const own = `00-${traceId}-${traceId.slice(16)}-00`
  const [, claims] = String(assertion).split('.')
  const { iat, exp, jti, ...tenant } = JSON.parse(String(Buffer.from(claims ?? '', 'base64url')))
  const body = String(Buffer.concat(await incoming.toArray()))
  forwarded.push({
    method,
    url,
    others,
    tenant,
    body,
    trace: traceparent === own ? 'own' : traceparent,
  })
  outgoing.writeHead(200, { 'set-cookie': 'a=1', server: 'polls' }).end('served')
}

/** A tenant of each kind. */
const tenants: Partial<RegistryEntry>[] = [
  ...[{}, {}, { limits: { requestsInFlight: 1_000 } }],
  ...(['suspended', 'archived', 'deleted', 'provisioning', 'moving'] as const).map((status) => ({
    status,
  })),
  { redirectTo: 'odin.polls.localhost' },
  { redirectTo: 'odin.polls.localhost', status: 'suspended' },
  { redirectTo: 'odin.polls.localhost', status: 'deleted' },
  { upstream: { name: 'nowhere' } },
  { upstream: { name: 'polls', url: 'http://127.0.0.1:1' } },
]
const otherHosts = ['nobody.polls.localhost', 'polls.localhost', 'localhost']

let withLane: TestGateway
let without: TestGateway
const hosts: string[] = []

beforeAll(async () => {
  withLane = await startTestGateway(serveUpstream, { GATEWAY_LANE: 'on' })
  without = await startTestGateway(serveUpstream, { GATEWAY_LANE: 'off' })
  for (const overrides of tenants) hosts.push((await put(overrides)).host)
  const spent = await put({ limits: { requestsPerSecond: 0.000_001 } })
  await withLane.send({ host: spent.host })
  hosts.push(spent.host, ...otherHosts)
})
afterAll(() => Promise.all([withLane.close(), without.close()]))

/** Makes a tenant that both gateways serve. */
async function put(overrides: Partial<RegistryEntry>): Promise<RegistryEntry> {
  const entry = await withLane.putTenant(overrides)
  await without.controlPlane.put(entry)
  return entry
}

/** Plain requests, as nearly all are: the lane can read them exactly. */
const plainRequest = fc
  .record({
    at: fc.constantFrom(...Array(tenants.length + 1 + otherHosts.length).keys()),
    spelling: fc.constantFrom('', '', '', '.', ':8080', '.:80'),
    upper: fc.boolean(),
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    path: fc.constantFrom('/', '/polls?q=%20&c', '/livez', '/readyz?a', '/a/../b', '/a;b=c/'),
    fields: fc.uniqueArray(
      fc.constantFrom(
        ...['X-Tenant: forged', 'x_tenant: forged', 'X-TENANT-ID: forged', 'X.Tenant: forged'],
        ...['X-Forwarded-For: 6.6.6.6', 'x-forwarded-proto: https', 'X-Forwarded-Host: a.b'],
        ...['Forwarded: for=6.6.6.6', 'X-Real-IP: 6.6.6.6', 'X-Request-Id: mine', 'Proxy: a'],
        ...['traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'X-A: b  c'],
        ...['tracestate: a=1', 'Cookie: a=1', 'Cookie: b=2', 'Authorization: Bearer a', 'x-a:'],
        ...['Keep-Alive: 5', 'Proxy-Authorization: a', 'X-Placement: stale', 'Via: a'],
      ),
      { maxLength: 6 },
    ),
    body: fc.constantFrom('', '', '{"a":1}', 'x'.repeat(5_000)),
  })
  .map(({ at, spelling, upper, method, path, fields, body }) => {
    const name = hosts[at] ?? ''
    const host = `${upper ? name.toUpperCase() : name}${spelling}`
    const mayHaveBody = ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)
    const length = mayHaveBody ? [`Content-Length: ${body.length}`] : []
    const head = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...fields, ...length]
    return `${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${mayHaveBody ? body : ''}`
  })

/** Fields that say nothing about the decision, or that Node writes in its own way. */
const ownFields = /^(?:date|x-request-id|connection|keep-alive|content-length|transfer-encoding)$/

/** What a client and the service see of a request. */
async function ask(gateway: TestGateway, text: string) {
  forwarded = []
  const received = await sendRaw(gateway.url, text)
  const end = received.indexOf('\r\n\r\n')
  const [status = '', ...fields] = received.slice(0, end).split('\r\n')
  const headers = fields
    .map((field) => /^([^:]+): ?(.*)$/.exec(field)?.slice(1) ?? [])
    .filter(([name = '']) => !ownFields.test(name.toLowerCase()))
    .map(([name = '', value]) => `${name.toLowerCase()}: ${value}`)
  const code = /"code":"(\w+)"/.exec(received)?.[1]
  // The lane writes it last, Node the fields of the connection.
  const isOfLane = fields.at(-1)?.startsWith('x-request-id') ?? false
  return { isOfLane, seen: { status, headers: headers.sort(), code, forwarded } }
}

describe('both transports', () => {
  it('decide the same about every plain request, and forward the same', async () => {
    const decisions = new Set<string>()
    await fc.assert(
      fc.asyncProperty(plainRequest, async (text) => {
        const ofLane = await ask(withLane, text)
        const ofNode = await ask(without, text)
        expect(ofNode.isOfLane).toBe(false)
        expect(ofLane.seen).toEqual(ofNode.seen)
        expect(ofLane.isOfLane).toBe(true)
        const { status, code = 'none' } = ofLane.seen
        if (!text.startsWith('HEAD')) decisions.add(`${status.split(' ')[1]} ${code}`)
      }),
      { numRuns: 300 },
    )
    expect([...decisions]).toEqual(
      expect.arrayContaining([
        ...['200 none', '308 none', '403 tenant_suspended', '404 not_found', '404 unknown_host'],
        ...['410 tenant_archived', '429 rate_limited', '503 tenant_not_ready'],
        ...['503 upstream_unavailable'],
      ]),
    )
  })
})
