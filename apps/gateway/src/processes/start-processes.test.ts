import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Gateway } from '../start.ts'
import { testEnv } from '../testing/test-env.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function startMain(env: NodeJS.ProcessEnv) {
  const { PATH } = process.env
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  return spawn(process.execPath, [main], { env: { PATH, ...env }, stdio: [...stdio] })
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

/** The children that were stopped (proc(5): the state after the name in parentheses). */
async function stoppedOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid)
  const states = await Promise.all(children.map((child) => readFile(`/proc/${child}/stat`, 'utf8')))
  return children.filter((_, i) => states[i]?.includes(') T '))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids.filter(isRunning)) process.kill(pid, signal)
}

describe('GATEWAY_PROCESSES', () => {
  let gateway: TestGateway
  let primary: number

  /** The gateway, as its main file starts it. */
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

  const workers = () => childrenOf(primary)

  /** Sends a request on a new connection, which goes to the next process. */
  async function ask(host: string): Promise<number> {
    return (await gateway.send({ host, path: '/', headers: { connection: 'close' } })).status
  }

  beforeAll(async () => {
    const upstream = (_: unknown, response: { end(text: string): void }) => response.end('served')
    gateway = await startTestGateway(upstream, { GATEWAY_PROCESSES: '2' }, startWhole)
  })
  afterAll(() => gateway.close())

  it('serves with several processes, and sums their metrics', async () => {
    const { host } = await gateway.putTenant()
    for (let i = 0; i < 6; i++) expect(await ask(host)).toBe(200)
    expect(await workers()).toHaveLength(2)
    const text = await (await fetch(`${gateway.metricsUrl}/metrics`)).text()
    expect(text).toMatch(/^gateway_requests_total\{status="2xx"\} 6$/m)
  })

  it('replaces a process that died, and serves meanwhile', async () => {
    const { host } = await gateway.putTenant()
    const before = await workers()
    process.kill(before[0] ?? 0, 'SIGKILL')
    await expect.poll(workers).not.toContain(before[0])
    for (let i = 0; i < 6; i++) expect(await ask(host)).toBe(200)
    await expect.poll(async () => (await workers()).length).toBe(2)
  })
})

describe('a gateway of four processes that gets a signal while it starts', () => {
  const quickly = { interval: 2 }
  /**
   * Runs in each process before the gateway: all but the first stop until they get a signal to continue.
   */
  const onlyFirstStarts = encodeURIComponent(`
    import cluster from 'node:cluster'
    if (cluster.worker?.id > 1) process.kill(process.pid, 'SIGSTOP')`)
  const running: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const end of running.splice(0)) await end()
  })

  function start(env: NodeJS.ProcessEnv) {
    const child = startMain({ ...env, GATEWAY_PROCESSES: '4' })
    const exited = once(child, 'exit')
    running.push(async () => {
      child.kill('SIGKILL')
      await exited
    })
    return { child, exited, pid: child.pid ?? 0 }
  }

  it('answers requests under way, and waits for processes that are still starting', async () => {
    const port = await freePort()
    const held: ServerResponse[] = []
    let primary: ReturnType<typeof start> | undefined
    let late: number[] = []
    const gateway = await startTestGateway(
      (_, response) => held.push(response),
      { GATEWAY_PORT: String(port), GATEWAY_DRAIN_MS: '30000' },
      async (env) => {
        primary = start({
          ...env,
          NODE_OPTIONS: `--import=data:text/javascript,${onlyFirstStarts}`,
        })
        const { pid } = primary
        await expect.poll(() => stoppedOf(pid), quickly).toHaveLength(3)
        late = await stoppedOf(pid)
        const url = `http://127.0.0.1:${port}`
        const status = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status
        await expect.poll(status, quickly).toBe(200)
        return { url, metricsUrl: undefined, close: async () => {} }
      },
    )
    running.push(gateway.close)
    const { child, exited, pid } = primary as NonNullable<typeof primary>
    const workers = await childrenOf(pid)
    running.push(async () => signalAll(late, 'SIGKILL'))
    const { host } = await gateway.putTenant()
    const answers = Array.from({ length: 6 }, () => gateway.send({ host, path: '/' }))
    await expect.poll(() => held.length, quickly).toBe(6)
    child.kill('SIGTERM')
    for await (const line of createInterface(child.stdout)) {
      if (line.includes('"stopping"')) break
    }
    child.stdout.resume()
    for (const response of held) response.end('served')
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect([pid, ...late].map(isRunning)).toEqual(Array(4).fill(true))
    signalAll(late, 'SIGCONT')
    expect(await exited).toEqual([0, null])
    expect(workers.filter(isRunning)).toEqual([])
  })

  it('leaves no process behind when none is ready', async () => {
    const { child, exited, pid } = start(await testEnv())
    child.stdout.resume()
    await expect.poll(() => childrenOf(pid), quickly).not.toEqual([])
    const workers = await childrenOf(pid)
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(workers.filter(isRunning)).toEqual([])
  })
})

it('leaves no process behind if one cannot listen', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const env = await testEnv({ GATEWAY_PROCESSES: '2', GATEWAY_PORT: String(port) })
  const child = startMain(env)
  onTestFinished(() => void child.kill('SIGKILL'))
  const [code] = await once(child, 'exit')
  expect(code).toBe(78)
  taken.close()
})
