import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { JsonAnswer, JsonCall } from '@mt/infra/dev/http-json'
import { freePort } from '@mt/infra/ports'
import { makeTemporaryFolder } from '@mt/infra/process/temporary-folder'
import { succeeds } from '@mt/local-servers/processes/run'
import { eventually } from '../eventually.ts'

const shipped = fileURLToPath(new URL('../../infra/docker/Caddyfile', import.meta.url))

/** Whether this machine has the program of the shipped front. */
export const hasCaddy = await succeeds('caddy', ['version'])

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
export async function startCaddy(target: string, baseDomain: string): Promise<CaddyFront> {
  await using starting = new AsyncDisposableStack()
  const folder = await makeTemporaryFolder(tmpdir())
  starting.defer(folder.remove)
  const [port, httpPort, askPort] = [await freePort(), await freePort(), await freePort()]
  const child = spawn('caddy', ['run', '--config', shipped, '--adapter', 'caddyfile'], {
    env: {
      PATH: process.env.PATH,
      HOME: folder.path,
      XDG_DATA_HOME: folder.path,
      XDG_CONFIG_HOME: folder.path,
      GATEWAY: new URL(target).host,
      ASK_PORT: String(askPort),
      HTTP_PORT: String(httpPort),
      HTTPS_PORT: String(port),
      BIND: '127.0.0.1',
      TLS_ISSUER: 'internal',
      OWN_SITES: join(folder.path, 'no-sites/*'),
    },
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  starting.defer(async () => {
    child.kill('SIGTERM')
    await exited
  })
  const data = join(folder.path, 'caddy')
  const root = join(data, 'pki/authorities/local/root.crt')
  const ca = await eventually(() => readFile(root))

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
    certificates: () => readdir(join(data, 'certificates/local')),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
