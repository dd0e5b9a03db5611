import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'
import { hostNames, ownHosts } from './own-hosts.ts'

/** It is public, so a page that a developer visits knows it, too. */
const developmentKey = 'dev-ops-key'
let network: TestNetwork
beforeAll(async () => {
  const env = {
    ...{ CONTROL_PLANE_HOSTS: 'control-plane', CONSOLE_ORIGIN: 'https://ops.example.org:8443' },
    OPS_API_KEY: developmentKey,
  }
  network = await startTestNetwork({}, env)
})
afterAll(() => network.close())

interface Asked {
  host: string | undefined
  method?: string
  path?: string
  headers?: Record<string, string>
}

/** Sends a request with any Host header, as a page does whose name resolves to this address. */
function ask({ host, method = 'GET', path = '/v1/tenants', headers }: Asked) {
  const { hostname, port } = new URL(network.controlPlane.url)
  const sent = { ...headers, authorization: `Bearer ${developmentKey}`, ...(host && { host }) }
  return new Promise<{ status: number; code: unknown }>((resolve, reject) => {
    const options = { hostname, port, method, path, headers: sent, setHost: false, agent: false }
    const outgoing = request(options, async (answer) => {
      const text = Buffer.concat(await answer.toArray()).toString()
      const json = /json/.test(answer.headers['content-type'] ?? '') ? JSON.parse(text) : {}
      resolve({ status: answer.statusCode ?? 0, code: json.code })
    })
    outgoing.on('error', reject).end()
  })
}

const refused = { status: 421, code: 'misdirected_request' }

describe('requireOwnHost', () => {
  it.each([
    ...['localhost', 'localhost:8081', 'LOCALHOST.', '127.0.0.1:8081', '127.0.0.1', '[::1]:8081'],
    ...[
      '[::1]',
      'control-plane:8081',
      'ops.example.org',
      'ops.example.org:8443',
      'OPS.example.org',
    ],
  ])('answers on %s', async (host) => {
    expect((await ask({ host })).status).toBe(200)
  })

  it.each([
    ...['evil.example', 'evil.example:8081', 'localhost.evil.example', 'evil.localhost:8081'],
    ...['127.0.0.1.evil.example', 'control-plane.evil.example', 'xn--lclhost-9ya', '[::2]'],
    ...['10.0.0.1', '0.0.0.0:8081'],
  ])('refuses %s, even with a valid key', async (host) => {
    expect(await ask({ host })).toEqual(refused)
  })

  it.each([
    ...['localhost@evil.example', 'evil.example@localhost', 'localhost#', 'localhost/', '[::1'],
    ...['localhost:8081:8081', 'localhost:x', '[::1]x', 'localhost, evil.example', ' '],
  ])('refuses %j, which is not a host', async (host) => {
    expect([400, 421]).toContain((await ask({ host })).status)
  })

  it.each([
    ...['/', '/livez', '/readyz', '/console', '/console/assets/x.js', '/console/session'],
    ...['/openapi.json', '/v1/registry/changes', '/v1/nothing'],
  ])('refuses %s to a page whose name was rebound', async (path) => {
    const headers = { origin: 'http://evil.example' }
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      expect(await ask({ host: 'evil.example', method, path, headers })).toEqual(refused)
    }
  })

  it('refuses before it reads a body', async () => {
    const headers = { 'content-type': 'text/plain', 'content-length': '0' }
    const asked = { host: 'evil.example', method: 'POST', headers }
    expect(await ask(asked)).toEqual(refused)
    expect(await ask({ ...asked, path: '/console/session' })).toEqual(refused)
  })
})

describe('ownHosts', () => {
  it.each([
    ['0.0.0.0', undefined, []],
    ['::', undefined, []],
    ['10.0.0.5', undefined, ['10.0.0.5']],
    ['fd00::5', 'http://ops.example.org:81', ['[fd00::5]', 'ops.example.org']],
  ])(
    'of a service bound to %s with the console at %s are loopback and %j',
    (bindHost, origin, more) => {
      const loopback = ['localhost', '127.0.0.1', '[::1]']
      expect(ownHosts({ bindHost, origin, hosts: [] })).toEqual([...loopback, ...more])
    },
  )
})

describe('hostNames', () => {
  it('normalizes names and addresses', () => {
    expect(hostNames().parse('control-plane, 10.0.0.5 fd00::5')).toEqual([
      ...['control-plane', '10.0.0.5', '[fd00::5]'],
    ])
    expect(hostNames().parse(undefined)).toEqual([])
  })

  it.each(['Ops.example.org', 'ops.example.org:8081', 'http://ops', '*', 'a;b', '*.example.org'])(
    'refuses %s',
    (text) => {
      expect(hostNames().safeParse(text).success).toBe(false)
    },
  )
})
