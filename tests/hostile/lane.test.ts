import type { IncomingMessage, ServerResponse } from 'node:http'
import { startTestGateway, type TestGateway } from '@mt/gateway/testing/test-gateway'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileBodies } from './hostile-bodies.ts'
import { hostileHeads } from './hostile-heads.ts'
import { hostileHosts } from './hostile-hosts.ts'
import { hostileIdentities } from './hostile-identities.ts'
import { hostileJson } from './hostile-json.ts'
import type { HostileRequest, Target } from './hostile-request.ts'
import { exchangeRaw, type Reaction } from './raw-exchange.ts'

const target: Target = { host: 'lane-thor.polls.localhost', forged: 'forged-0a1b2c' }
const cases = [
  ...[...hostileHosts(target), ...hostileHeads(target), ...hostileJson(target)],
  ...[...hostileIdentities(target), ...hostileBodies(target)],
]

/** Headers that differ from request to request, or concern the gateway's own connections. */
const ownFields = new Set(['x-tenant', 'x-request-id', 'traceparent', 'connection'])

interface Seen {
  reaction: Reaction
  requests: string[]
}

let requests: string[] = []
let withLane: TestGateway
let without: TestGateway

/** Records the requests that arrive completely. */
async function serveUpstream(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method, url, headers } = incoming
  const fields = Object.entries(headers).filter(([name]) => !ownFields.has(name))
  const body = await incoming.toArray().catch(() => undefined)
  // How much of a broken request arrives before it is refused is random.
  if (!body) return
  requests.push(JSON.stringify([method, url, fields.sort(), String(Buffer.concat(body))]))
  outgoing.end('served')
}

beforeAll(async () => {
  const env = { GATEWAY_MAX_BODY_BYTES: '1000000' }
  withLane = await startTestGateway(serveUpstream, { ...env, GATEWAY_LANE: 'on' })
  without = await startTestGateway(serveUpstream, { ...env, GATEWAY_LANE: 'off' })
  for (const gateway of [withLane, without]) {
    await gateway.putTenant({ slug: 'lane-thor', host: target.host })
  }
})
afterAll(() => Promise.all([withLane.close(), without.close()]))

async function send(gateway: TestGateway, hostile: HostileRequest): Promise<Seen> {
  requests = []
  const reaction = await exchangeRaw(gateway.url, hostile)
  return { reaction, requests }
}

/** The same request on a kept connection, where the next request shows what became of it. */
function kept({ pieces, ...hostile }: HostileRequest): HostileRequest {
  const close = Buffer.from('Connection: close\r\n')
  return {
    ...hostile,
    pieces: pieces.map((piece) => {
      const at = piece.indexOf(close)
      if (at === -1) return piece
      return Buffer.concat([piece.subarray(0, at), piece.subarray(at + close.length)])
    }),
  }
}

describe('the lane, under hostile bytes', () => {
  it.each(cases.map((each) => [each.title, each] as const))(
    'does the same as the chain with %s',
    async (_, each) => {
      expect(await send(withLane, each)).toEqual(await send(without, each))
      expect(await send(withLane, kept(each))).toEqual(await send(without, kept(each)))
    },
  )
})
