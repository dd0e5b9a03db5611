import { tmpdir } from 'node:os'
import { freePort } from '@mt/infra/ports'
import { makeTemporaryFolder } from '@mt/infra/process/temporary-folder'
import { benchHost, firstLimited } from './harness/bench-tenants.ts'
import { script, startChild } from './harness/child.ts'
import { type Contestant, contest, type Outcome } from './harness/contest.ts'
import { canPin, loadCore } from './harness/cores.ts'
import { childrenOf, residentMb } from './harness/cpu-time.ts'
import { atLeast, atMost } from './harness/figures.ts'
import { type GatewayBench, startGatewayBench } from './harness/gateway-process.ts'
import { httpRequest, type LoadGenerator, startLoad } from './harness/load.ts'
import { type Peers, startPeers } from './harness/peers.ts'
import type { BenchResult, Figure } from './harness/report.ts'
import { measureStreams } from './harness/streams.ts'

const hosts = 10_000
const manyHosts = 100_000
const options = { rounds: 4, roundMs: 1_500, warmUpMs: 2_000, connections: 32 }

/** The gateway with everything on, beside proxies that only forward. */
export async function benchGateway(): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack()
  const folder = await makeTemporaryFolder(tmpdir())
  stack.defer(() => folder.remove())
  const upstream = await startUpstream('upstream.ts', stack)
  const bench = await startGatewayBench(upstream, stack)
  const peers = await startPeers(upstream, { folder: folder.path, stack })
  const load = stack.use(await startLoad())
  const figures = [
    ...(await comparePeers({ load, bench, peers })),
    await coldHost(load, bench),
    ...(await twoProcesses(load, bench)),
    ...(await manyTenants(load, bench)),
  ]
  const streams = await startUpstream('stream-upstream.ts', stack)
  figures.push(...(await measureStreams(streams, { folder: folder.path, stack })))
  const missing = Object.fromEntries(peers.missing.map((name) => [name, 'not installed']))
  return { figures, versions: { ...peers.versions, ...missing, pinned: String(await canPin()) } }
}

export async function startUpstream(file: string, stack: AsyncDisposableStack): Promise<number> {
  const port = await freePort()
  const command = script(new URL(`servers/${file}`, import.meta.url))
  const spec = { name: file, core: loadCore, readyUrl: `http://127.0.0.1:${port}/0` }
  stack.use(await startChild({ ...spec, command: [...command, String(port)] }))
  return port
}

interface Parts {
  load: LoadGenerator
  bench: GatewayBench
  peers: Peers
}

async function comparePeers({ load, bench, peers }: Parts): Promise<Figure[]> {
  await bench.publish(numbers(0, hosts))
  await bench.publish(numbers(firstLimited, hosts))
  const chain = await bench.startOther({ lane: false })
  const lane = contestantOf('gateway', bench, numbers(0, hosts))
  const outcomes = await contest(
    load,
    [
      lane,
      {
        ...lane,
        name: 'gateway, whole chain',
        url: chain.url,
        processes: { gateway: chain.gateway.pid },
      },
      contestantOf('gateway, limits counted', bench, numbers(firstLimited, hosts)),
      ...peers.running.map(({ name, url, process }) => ({
        ...{ name, url, requests: requestsFor(numbers(0, hosts)), status: 200 },
        processes: { [name]: process.pid },
      })),
    ],
    options,
  )
  await chain.gateway.end()
  return [...outcomes.values()].flatMap(figuresOf).concat(ratiosOf(outcomes))
}

function figuresOf({ name, perSecond, cpuMs, spread, failures }: Outcome): Figure[] {
  return [
    { name, value: perSecond, unit: 'requests/s' },
    ...Object.entries(cpuMs).map(([process, ms]) => {
      return { name: `${name}: CPU of ${process}`, value: ms * 1_000, unit: 'us/request' }
    }),
    { name: `${name}: spread`, value: spread, unit: 'times' },
    ...(failures > 0 ? [{ name: `${name}: failures`, value: failures, unit: '', ok: false }] : []),
  ]
}

/** By gateway and peer. Plain requests take the lane; the others take the chain. */
const marks: Record<string, Record<string, number>> = {
  'gateway, whole chain': { nginx: 0.25 },
  gateway: { nginx: 0.45, caddy: 1.6, 'reply-from': 2.0 },
  'gateway, limits counted': {},
}

/**
 * By CPU time: what a core could answer that does nothing else, regardless of the rest of the machine. By
 * the clock, the load generator's core limits the fastest peers, which flatters us: that ratio is printed
 * without a mark.
 */
function ratiosOf(outcomes: Map<string, Outcome>): Figure[] {
  const cpuOf = (name: string, process = name) => outcomes.get(name)?.cpuMs[process] ?? Number.NaN
  const speedOf = (name: string) => outcomes.get(name)?.perSecond ?? Number.NaN
  const peers = ['nginx', 'haproxy', 'caddy', 'reply-from'].filter((name) => outcomes.has(name))
  return Object.entries(marks).flatMap(([gateway, markOf]) =>
    peers.flatMap((peer): Figure[] => {
      const name = `${gateway} divided by ${peer}`
      const value = cpuOf(peer) / cpuOf(gateway, 'gateway')
      const mark = markOf[peer]
      return [
        mark === undefined ? { name, value, unit: 'times' } : atLeast(name, value, mark),
        { name: `${name}, by the clock`, value: speedOf(gateway) / speedOf(peer), unit: 'times' },
      ]
    }),
  )
}

/** However many requests wait for it, the control plane is called once. */
async function coldHost(load: LoadGenerator, bench: GatewayBench): Promise<Figure> {
  const before = await bench.lookups()
  const cold = 9_000_001
  await load.prepare(requestsFor([cold]), 200)
  await load.run({ url: bench.url, connections: 200, durationMs: 300 })
  return atMost(
    'look-ups for a cold host, 200 requests at once',
    (await bench.lookups()) - before,
    1,
    '',
  )
}

/** The cost of a request if two processes share the port, and how evenly they share the work. */
async function twoProcesses(load: LoadGenerator, bench: GatewayBench): Promise<Figure[]> {
  const { url, gateway } = await bench.startOther({ processes: 2 })
  const children = await childrenOf(gateway.pid)
  const processes = Object.fromEntries(children.map((pid, i) => [`process ${i + 1}`, pid]))
  const one = contestantOf('one process', bench, numbers(0, hosts))
  const two = { ...one, name: 'two processes', url, processes }
  const outcomes = await contest(load, [one, two], options)
  await gateway.end()
  const total = outcomes.get(two.name)?.cpuMsTotal ?? Number.NaN
  const own = outcomes.get(one.name)?.cpuMs.gateway ?? Number.NaN
  const each = Object.values(outcomes.get(two.name)?.cpuMs ?? {})
  return [
    {
      name: 'two processes: CPU of a request of one process divided by one of two',
      value: own / total,
      unit: 'times',
    },
    { name: 'two processes: share of the busier one', value: Math.max(...each) / total, unit: '' },
  ]
}

/**
 * Ten tenants, then a hundred thousand: in rotation, which is the worst case, and by realistic size: few
 * large, many small.
 */
async function manyTenants(load: LoadGenerator, bench: GatewayBench): Promise<Figure[]> {
  await bench.publish(numbers(hosts, manyHosts - hosts))
  const all = numbers(0, manyHosts)
  const outcomes = await contest(
    load,
    [
      contestantOf('10 tenants', bench, numbers(0, 10)),
      contestantOf('100000 tenants, by size', bench, bySize(all)),
      contestantOf('100000 tenants, in rotation', bench, all),
    ],
    { rounds: 3, roundMs: 3_000, warmUpMs: 10_000, connections: options.connections },
  )
  const cpu = (name: string) => outcomes.get(name)?.cpuMs.gateway ?? Number.NaN
  return [
    ...[...outcomes.values()].flatMap(figuresOf),
    ...['100000 tenants, by size', '100000 tenants, in rotation'].map((name) =>
      atLeast(`${name}, divided by 10`, cpu('10 tenants') / cpu(name), 0.95),
    ),
    atMost('memory with 100000 tenants', await residentMb(bench.gateway.pid), 250, 'MB'),
  ]
}

function contestantOf(name: string, bench: GatewayBench, tenants: number[]): Contestant {
  const processes = { gateway: bench.gateway.pid, redis: bench.redis.pid }
  const requests = requestsFor(tenants)
  const leadIn = Math.min(hosts, tenants.length)
  return { name, url: bench.url, requests, status: 200, processes, leadIn }
}

function requestsFor(tenants: number[]): string[] {
  const headers = { accept: 'application/json', authorization: 'Bearer abcdefghijklmnopqrstuvwx' }
  return tenants.map((n) => httpRequest('GET', { host: benchHost(n), path: '/polls/1', headers }))
}

function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i)
}

/** The n-th largest has an n-th of the requests of the first (Zipf); the same sequence in each run. */
function bySize(tenants: number[]): number[] {
  const scale = Math.log(tenants.length)
  return tenants.map((_, i) => {
    const spot = ((i * 0.6180339887498949) % 1) * scale
    return tenants[Math.min(Math.floor(Math.exp(spot)) - 1, tenants.length - 1)] ?? 0
  })
}
