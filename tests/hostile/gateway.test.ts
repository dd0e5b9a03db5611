import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startTestGateway, type TestGateway } from '@mt/gateway/testing/test-gateway'
import { createAssertionVerifier, type VerifyAssertion } from '@mt/shared/assertion'
import { importVerifyingKeys, verifyingKeysText } from '@mt/shared/keys'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileBodies } from './hostile-bodies.ts'
import { hostileHeads } from './hostile-heads.ts'
import { hostileHosts } from './hostile-hosts.ts'
import { hostileIdentities } from './hostile-identities.ts'
import type { HostileRequest, Target } from './hostile-request.ts'
import { exchangeRaw, type Reaction } from './raw-exchange.ts'
import { slowRequests } from './slow-requests.ts'

/** The tenant's name is fixed, so the titles of the cases are, too. */
const slug = 'hostile-thor'
const target: Target = { host: `${slug}.polls.localhost`, forged: 'forged-0a1b2c' }
const quick = [
  ...[...hostileHosts(target), ...hostileHeads(target)],
  ...[...hostileIdentities(target), ...hostileBodies(target)],
]
const slow = slowRequests(target)

let gateway: TestGateway
let verify: VerifyAssertion
let seen: IncomingHttpHeaders[] = []

function serveUpstream(incoming: IncomingMessage, outgoing: ServerResponse): void {
  seen.push(incoming.headers)
  incoming.resume().on('end', () => outgoing.end('served'))
}

beforeAll(async () => {
  gateway = await startTestGateway(serveUpstream, {
    GATEWAY_HEADERS_TIMEOUT_MS: '200',
    GATEWAY_REQUEST_TIMEOUT_MS: '400',
    GATEWAY_UPSTREAM_HEADERS_TIMEOUT_MS: '3000',
    GATEWAY_MAX_BODY_BYTES: '1000000',
  })
  await gateway.putTenant({ slug, host: target.host })
  const keys = verifyingKeysText.parse(gateway.assertionVerifyingKeys)
  verify = createAssertionVerifier(await importVerifyingKeys(keys), 'polls')
})
afterAll(() => gateway.close())

/** No 5xx except for what HTTP has no 4xx for: an unknown method or version. */
function isBorne({ outcome, status }: HostileRequest, reaction: Reaction): boolean {
  if (status !== undefined) return reaction === status
  if (reaction === 'closed' || reaction === 501 || reaction === 505) return true
  return Number(reaction) < 500 && (outcome === 'harmless' || Number(reaction) >= 400)
}

async function expectNoForgery(): Promise<void> {
  for (const headers of seen) {
    expect(JSON.stringify(headers)).not.toContain(target.forged)
    expect(await verify(String(headers['x-tenant']))).toMatchObject({ slug })
    expect(headers.host).toBe(target.host)
  }
}

async function runCase(hostile: HostileRequest): Promise<void> {
  seen = []
  const reaction = await exchangeRaw(gateway.url, hostile)
  expect(reaction).toSatisfy((each: Reaction) => isBorne(hostile, each))
  await expectNoForgery()
}

describe('the gateway, under hostile bytes', () => {
  it.each(quick.map((each) => [each.title, each] as const))('withstands %s', async (_, each) => {
    await runCase(each)
  })

  it('withstands clients that never finish their requests', async () => {
    seen = []
    const reactions = await Promise.all(slow.map((each) => exchangeRaw(gateway.url, each)))
    const unborne = slow.filter((each, i) => !isBorne(each, reactions[i] ?? 'silent'))
    expect(unborne.map(({ title }) => title)).toEqual([])
    await expectNoForgery()
  })

  it('is tried with more than 300 cases', () => {
    expect(quick.length + slow.length).toBeGreaterThan(300)
    expect(new Set(quick.map(({ title }) => title)).size).toBe(quick.length)
  })

  it('serves afterwards, and keeps nothing of them', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const heapMb = () => {
      collect()
      return process.memoryUsage().heapUsed / 1_000_000
    }
    const runAll = async () => {
      for (const each of quick) await exchangeRaw(gateway.url, each)
      seen = []
    }
    await runAll()
    const before = heapMb()
    await runAll()
    await runAll()
    expect(heapMb() - before).toBeLessThan(5)
    const { status, body } = await gateway.send({ host: target.host })
    expect([status, body.toString()]).toEqual([200, 'served'])
  })
})
