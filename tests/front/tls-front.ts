import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer, request as requestTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { JsonAnswer, JsonCall } from '@mt/infra/dev/http-json'

/** TLS with a pre-shared key, so that no certificate is needed. */
const key = Buffer.from('a key that both sides know')
const tls = { ciphers: 'PSK-AES256-GCM-SHA384', maxVersion: 'TLSv1.2' } as const

export interface TlsFront extends AsyncDisposable {
  /** Calls it over TLS, from any address of this machine. */
  call(call: Omit<JsonCall, 'origin' | 'token'>, from?: string): Promise<JsonAnswer>
}

/**
 * Terminates TLS in front of the platform, as Caddy does: it passes the host on unchanged and overwrites the
 * client's X-Forwarded headers.
 */
export async function startTlsFront(target: string): Promise<TlsFront> {
  const server = createServer({ ...tls, pskCallback: () => key }, (incoming, outgoing) => {
    passOn(target, incoming, outgoing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    call: (call, from = '127.0.0.1') => callOverTls(port, call, from),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, socket } = incoming
  const own = { 'x-forwarded-for': socket.remoteAddress, 'x-forwarded-proto': 'https' }
  const headers = { ...incoming.headers, ...own }
  const upstream = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  upstream.on('error', () => outgoing.destroy())
  incoming.pipe(upstream)
}

function callOverTls(
  port: number,
  { method = 'GET', path, host = 'localhost', headers, body }: Omit<JsonCall, 'origin' | 'token'>,
  from: string,
): Promise<JsonAnswer> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  const type = payload === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const outgoing = requestTls({
      ...{ ...tls, pskCallback: () => ({ psk: key, identity: 'client' }), agent: false },
      ...{ hostname: '127.0.0.1', port, localAddress: from, checkServerIdentity: () => undefined },
      ...{ method, path, headers: { ...type, ...headers, host } },
    })
    outgoing.on('response', async (answer) => {
      const body = await text(answer)
      resolve({
        ...{ status: answer.statusCode ?? 0, headers: answer.headers },
        body: body.startsWith('{') ? JSON.parse(body) : body,
      })
    })
    outgoing.on('error', reject)
    outgoing.end(payload)
  })
}
