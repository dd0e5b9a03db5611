import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Gateway } from '../start.ts'
import { testEnv } from '../testing/test-env.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

function startMain(env: NodeJS.ProcessEnv) {
  const { PATH } = process.env
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  return spawn(process.execPath, [main], { env: { PATH, ...env }, stdio: [...stdio] })
}

describe('GATEWAY_PROCESSES', () => {
  let gateway: TestGateway
  let primary: number

  /** The gateway as its main file starts it. */
  async function startWhole(env: NodeJS.ProcessEnv): Promise<Gateway> {
    const child = startMain(env)
    primary = child.pid ?? 0
    const exited = once(child, 'exit')
    for await (const line of createInterface(child.stdout)) {
      const { msg, url, metricsUrl } = JSON.parse(line)
      if (msg !== 'ready' || !metricsUrl) continue
      child.stdout.resume()
      return {
        ...{ url, metricsUrl },
        async close() {
          child.kill('SIGTERM')
          expect(await exited).toEqual([0, null])
        },
      }
    }
    throw new Error('it ended before it was ready')
  }

  async function workers(): Promise<number[]> {
    const text = await readFile(`/proc/${primary}/task/${primary}/children`, 'utf8')
    return text.trim().split(' ').filter(Boolean).map(Number)
  }

  /** Asks on a new connection, which goes to the process that is next. */
  async function ask(host: string): Promise<number> {
    return (await gateway.send({ host, path: '/', headers: { connection: 'close' } })).status
  }

  beforeAll(async () => {
    const upstream = (_: unknown, response: { end(text: string): void }) => response.end('served')
    gateway = await startTestGateway(upstream, { GATEWAY_PROCESSES: '2' }, startWhole)
  })
  afterAll(() => gateway.close())

  it('serves with as many processes, and counts what all of them answered', async () => {
    const { host } = await gateway.putTenant()
    for (let i = 0; i < 6; i++) expect(await ask(host)).toBe(200)
    expect(await workers()).toHaveLength(2)
    const text = await (await fetch(`${gateway.metricsUrl}/metrics`)).text()
    expect(text).toMatch(/^gateway_requests_total\{status="2xx"\} 6$/m)
  })

  it('puts another in the place of one that died, and serves meanwhile', async () => {
    const { host } = await gateway.putTenant()
    const before = await workers()
    process.kill(before[0] ?? 0, 'SIGKILL')
    await expect.poll(workers, { timeout: 5_000 }).not.toContain(before[0])
    for (let i = 0; i < 6; i++) expect(await ask(host)).toBe(200)
    await expect.poll(async () => (await workers()).length, { timeout: 5_000 }).toBe(2)
  })
})

it('starts no processes where one of them could not listen', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const env = await testEnv({ GATEWAY_PROCESSES: '2', GATEWAY_PORT: String(port) })
  const child = startMain(env)
  const [code] = await once(child, 'exit')
  expect(code).toBe(78)
  taken.close()
})
