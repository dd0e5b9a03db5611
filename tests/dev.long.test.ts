import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { answerTo, createControlPlaneApi } from '@mt/control-plane-api/client'
import { hasCaddy } from '@mt/infra/caddy'
import { demoAdmin, demoPassword, demoTenants, demoUser } from '@mt/infra/dev/demo-tenants'
import { callJson } from '@mt/infra/dev/http-json'
import { checkoutFolder } from '@mt/infra/paths'
import { freePort } from '@mt/infra/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './eventually.ts'

/** `npm run dev` as a newcomer starts it: every service a process of its own, under `node --watch`. */

const isTls = await hasCaddy()
const opsApiKey = 'dev-test-ops-key'

let folder: string
let gateway: string
let controlPlane: string
let tlsPort: number
let launcher: ChildProcess
/** What it has printed. */
const lines: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mt-dev-'))
  const ports = await freePorts()
  gateway = `http://127.0.0.1:${ports.GATEWAY_PORT}`
  tlsPort = await freePort()
  controlPlane = `http://127.0.0.1:${ports.CONTROL_PLANE_PORT}`
  const program = join(checkoutFolder, 'infra/src/dev.ts')
  launcher = spawn(process.execPath, [program, ...(isTls ? ['--tls'] : [])], {
    env: {
      PATH: process.env.PATH,
      DATA_FOLDER: join(folder, 'data'),
      OPS_API_KEY: opsApiKey,
      TLS_PORT: String(tlsPort),
      ...ports,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await printed(/^ready; |not ready: /)
})
afterAll(async () => {
  launcher?.kill('SIGINT')
  if (launcher && launcher.exitCode === null) await once(launcher, 'exit')
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Resolves when a line matches, and throws what was printed last if the launcher ends first. */
async function printed(pattern: RegExp): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  for (const stream of [launcher.stdout, launcher.stderr]) {
    if (!stream) continue
    createInterface(stream).on('line', (line) => {
      lines.push(line)
      if (pattern.test(line)) resolve()
    })
  }
  launcher.once('exit', () => reject(new Error(lines.slice(-20).join('\n'))))
  await promise
}

async function freePorts(): Promise<Record<string, string>> {
  const names = ['GATEWAY', 'CONTROL_PLANE', 'DATA_PLANE'].flatMap((name) => [
    ...[`${name}_PORT`, `${name}_METRICS_PORT`],
  ])
  const ports: Record<string, string> = {}
  for (const name of [...names, 'DATA_PLANE_INTERNAL_PORT']) ports[name] = String(await freePort())
  return ports
}

describe('npm run dev', () => {
  it('prints a row and a command for each demo tenant', () => {
    expect(lines.filter((line) => line.includes('not ready'))).toEqual([])
    for (const { slug, isolation } of demoTenants) {
      const row = new RegExp(`^${slug} +${isolation} +http://${slug}\\.polls\\.localhost:`)
      expect(lines.some((line) => row.test(line))).toBe(true)
      const command = new RegExp(`^curl .*http://${slug}\\.polls\\.localhost:\\d+/polls$`)
      expect(lines.some((line) => command.test(line))).toBe(true)
    }
  })

  it.each(demoTenants)('lets both users of $slug sign in and see polls', async ({ slug }) => {
    const host = `${slug}.polls.localhost`
    for (const username of [demoAdmin, demoUser]) {
      const body = { username, password: demoPassword }
      const entered = await callJson({
        origin: gateway,
        host,
        method: 'POST',
        path: '/login',
        body,
      })
      expect(entered.status).toBe(200)
      const { token } = entered.body as { token: string }
      const { status, body: page } = await callJson({
        origin: gateway,
        host,
        path: '/polls',
        token,
      })
      expect(status).toBe(200)
      expect((page as { results: unknown[] }).results.length).toBeGreaterThan(0)
    }
  })

  it('refuses a wrong password', async () => {
    const body = { username: demoAdmin, password: 'not-the-password' }
    const host = 'thor.polls.localhost'
    const { status } = await callJson({
      origin: gateway,
      host,
      method: 'POST',
      path: '/login',
      body,
    })
    expect(status).toBe(401)
  })

  it.runIf(isTls)('serves a tenant over TLS, and lets its pages sign in there', async () => {
    const [, file = ''] = /^its authority +(\S+)/m.exec(lines.join('\n')) ?? []
    const ca = await readFile(file)
    const host = `thor.polls.localhost`
    const headers = {
      host: `${host}:${tlsPort}`,
      origin: `https://${host}:${tlsPort}`,
      'content-type': 'application/json',
    }
    const at = { hostname: '127.0.0.1', port: tlsPort, servername: host, ca, agent: false }
    const outgoing = request({ ...at, method: 'POST', path: '/session', headers })
    outgoing.end(JSON.stringify({ username: demoUser, password: demoPassword }))
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    answer.resume()
    expect(answer.statusCode).toBe(204)
    expect(answer.headers['set-cookie']?.[0]).toContain('Secure')
  })

  it('onboards another tenant with an admin', async () => {
    const api = createControlPlaneApi({ url: controlPlane, apiKey: opsApiKey })
    const admin = { username: 'hela', email: 'hela@example.org', password: demoPassword }
    const body = { slug: 'hela', name: 'Hela', isolation: 'shared', admin } as const
    await answerTo(api.POST('/v1/tenants', { body }))
    await eventually(async () => {
      const params = { path: { id: 'hela' } }
      const { status } = await answerTo(api.GET('/v1/tenants/{id}', { params }))
      expect(status).toBe('active')
    })
  })

  it('ends with all that it started, without an error', async () => {
    launcher.kill('SIGINT')
    const [code] = await once(launcher, 'exit')
    expect(code).toBe(0)
    await expect(callJson({ origin: gateway, path: '/readyz' })).rejects.toThrow()
  })
})
