import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerTo, type OpenOptions, openRequest } from '../testing/open-request.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

/** What the upstream does in the present test. */
let serveUpstream: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown
let gateway: TestGateway
let host: string

beforeAll(async () => {
  gateway = await startTestGateway((incoming, outgoing) => serveUpstream(incoming, outgoing), {
    GATEWAY_MAX_BODY_BYTES: '1000000',
  })
  host = (await gateway.putTenant()).host
})
afterAll(() => gateway.close())

const open = (options?: OpenOptions) => openRequest(gateway.url, host, options)

describe('openBody', () => {
  it('sends 100 Continue to a waiting client', async () => {
    serveUpstream = (incoming, outgoing) => incoming.pipe(outgoing)
    const headers = { expect: '100-continue', 'content-length': '4' }
    const outgoing = open({ method: 'POST', headers })
    outgoing.flushHeaders()
    await once(outgoing, 'continue')
    outgoing.end('body')
    expect((await answerTo(outgoing)).statusCode).toBe(200)
  })

  it('refuses a body that is declared too large, before it is sent', async () => {
    serveUpstream = () => expect.unreachable()
    const headers = { expect: '100-continue', 'content-length': '1000001' }
    const outgoing = open({ method: 'POST', headers })
    outgoing.on('continue', () => expect.unreachable())
    outgoing.flushHeaders()
    expect((await answerTo(outgoing)).statusCode).toBe(413)
    outgoing.destroy()
  })

  it('refuses a chunked body that grows too large', async () => {
    serveUpstream = (incoming) => incoming.resume()
    const outgoing = open({ method: 'POST' })
    for (let sent = 0; sent < 11; sent++) outgoing.write(Buffer.alloc(100_000))
    const answer = await answerTo(outgoing)
    expect(answer.statusCode).toBe(413)
    expect(await answer.toArray().then(String)).toContain('body_too_large')
    outgoing.destroy()
  })

  it('passes on an answer that comes before the whole body', async () => {
    serveUpstream = (_, outgoing) => outgoing.writeHead(422).end('no')
    const outgoing = open({ method: 'POST', headers: { 'content-length': '100000' } })
    outgoing.write('the beginning')
    const answer = await answerTo(outgoing)
    expect(answer.statusCode).toBe(422)
    expect(await answer.toArray().then(String)).toBe('no')
    outgoing.destroy()
  })
})
