import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { startCaddy } from '@mt/infra/caddy'
import type { JsonAnswer, JsonCall } from '@mt/infra/dev/http-json'
import { makeTemporaryFolder } from '@mt/infra/process/temporary-folder'
import { eventually } from '../eventually.ts'

/** How long a connection may be silent. */
const silenceMs = 30_000

type HttpsCall = Omit<JsonCall, 'origin'> & { host: string }

export interface CaddyFront extends AsyncDisposable {
  port: number
  /** Calls a host over TLS. Rejects if the front has no certificate for it that its own authority signed. */
  call(call: HttpsCall): Promise<JsonAnswer>
  /** The answer as it arrives, for streams. */
  open(call: HttpsCall): Promise<IncomingMessage>
  /** The names for which there are certificates. */
  certificates(): Promise<string[]>
}

/** Starts Caddy with the shipped Caddyfile in front of `target`, with an authority of its own. */
export async function startCaddyFront(target: string, baseDomain: string): Promise<CaddyFront> {
  const folder = await makeTemporaryFolder(tmpdir())
  await using starting = new AsyncDisposableStack()
  starting.defer(folder.remove)
  const caddy = starting.use(await startCaddy({ target, folder: folder.path, host: '127.0.0.1' }))
  const { port } = caddy
  const ca = await eventually(() => readFile(caddy.rootCertificate))

  function open({ method = 'GET', path, host, token, headers, body }: HttpsCall) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const outgoing = request({
      ...{ hostname: '127.0.0.1', port, servername: host, ca, agent: false, method, path },
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        host,
      },
    })
    outgoing.on('response', resolve).on('error', reject)
    outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error(`${host} does not answer`)))
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
    return promise
  }

  async function call(call: HttpsCall): Promise<JsonAnswer> {
    const answer = await open(call)
    const body = await text(answer)
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: body.startsWith('{') ? JSON.parse(body) : body,
    }
  }

  await eventually(() => call({ host: baseDomain, path: '/' }))
  const running = starting.move()
  return {
    port,
    call,
    open,
    certificates: () => readdir(caddy.certificatesFolder),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
