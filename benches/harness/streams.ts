import { request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { benchHost } from './bench-tenants.ts'
import { familyCpuSeconds, residentMb } from './cpu-time.ts'
import { atMost } from './figures.ts'
import { startGatewayBench } from './gateway-process.ts'
import { startPeers } from './peers.ts'
import type { Figure } from './report.ts'
import { median } from './rounds.ts'

const bytes = 200_000_000
const rounds = 3
/** How much more memory a proxy may use while a stream of 200 MB passes. */
const flatMb = 50
const sampleEveryMs = 20

interface Start {
  folder: string
  stack: AsyncDisposableStack
}

interface Proxy {
  name: string
  url: string
  pid: number
}

/**
 * Large bodies up and down, through the gateway and through nginx: their CPU cost, and whether they are
 * buffered.
 */
export async function measureStreams(upstream: number, start: Start): Promise<Figure[]> {
  const bench = await startGatewayBench(upstream, start.stack)
  await bench.publish([0])
  const peers = await startPeers(upstream, start)
  const nginx = peers.running.find(({ name }) => name === 'nginx')
  const proxies = [
    { name: 'gateway', url: bench.url, pid: bench.gateway.pid },
    ...(nginx ? [{ name: 'nginx', url: nginx.url, pid: nginx.process.pid }] : []),
  ]
  const figures: Figure[] = []
  for (const [direction, send] of [
    ['down', download],
    ['up', upload],
  ] as const) {
    const runs = new Map<string, StreamCost[]>(proxies.map(({ name }) => [name, []]))
    for (let round = 0; round < rounds; round++) {
      for (const proxy of proxies) runs.get(proxy.name)?.push(await costOf(proxy, send))
    }
    figures.push(...proxies.flatMap(({ name }) => figuresOf(name, direction, runs.get(name) ?? [])))
  }
  return figures
}

interface StreamCost {
  cpuMs: number
  grownMb: number
}

function figuresOf(name: string, direction: string, costs: StreamCost[]): Figure[] {
  const what = `${name}: 200 MB ${direction}`
  const cpuMs = median(costs.map((cost) => cost.cpuMs))
  const grownMb = Math.max(...costs.slice(1).map((cost) => cost.grownMb))
  const memory = `${what}, additional memory`
  return [
    { name: `${what}, CPU`, value: cpuMs, unit: 'ms' },
    name === 'gateway'
      ? atMost(memory, grownMb, flatMb, 'MB')
      : { name: memory, value: grownMb, unit: 'MB' },
  ]
}

async function costOf({ url, pid }: Proxy, send: (url: string) => Promise<void>) {
  const [cpu, before] = [await familyCpuSeconds(pid), await residentMb(pid)]
  let highest = before
  const sampling = setInterval(async () => {
    highest = Math.max(highest, await residentMb(pid))
  }, sampleEveryMs)
  await send(url)
  clearInterval(sampling)
  const cpuMs = ((await familyCpuSeconds(pid)) - cpu) * 1_000
  return { cpuMs, grownMb: highest - before }
}

const headers = { host: benchHost(0) }

async function download(url: string): Promise<void> {
  await exchange(`${url}/${bytes}`, 'GET')
}

async function upload(url: string): Promise<void> {
  await exchange(url, 'POST')
}

function exchange(url: string, method: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const length = method === 'POST' ? { 'content-length': bytes } : {}
  const outgoing = request(url, { method, agent: false, headers: { ...headers, ...length } })
  outgoing.on('error', reject)
  outgoing.on('response', (answer) => {
    answer.on('error', reject)
    if (answer.statusCode !== 200) reject(new Error(`the stream was answered ${answer.statusCode}`))
    answer.on('end', resolve).resume()
  })
  if (method === 'POST') pipeline(chunksOf(bytes), outgoing).catch(reject)
  else outgoing.end()
  return promise
}

function* chunksOf(total: number): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536, 120)
  for (let left = total; left > 0; left -= chunk.length) {
    yield left >= chunk.length ? chunk : chunk.subarray(0, left)
  }
}
