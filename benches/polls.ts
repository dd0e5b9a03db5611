import { freePort } from '@mt/infra/ports'
import { script, startChild } from './harness/child.ts'
import { type Contestant, contest, type Outcome } from './harness/contest.ts'
import { canPin, measuredCore } from './harness/cores.ts'
import { atLeast, atMost } from './harness/figures.ts'
import { httpRequest, type LoadGenerator, startLoad } from './harness/load.ts'
import { type BenchTenant, models, type Platform, startPlatform } from './harness/platform.ts'
import type { BenchResult, Figure } from './harness/report.ts'
import { choiceId, fillPolls, pollId, sampleToken } from './harness/sample-polls.ts'
import { bareTables } from './servers/bare-tables.ts'

const polls = 30_000
const options = { rounds: 3, roundMs: 2_000, warmUpMs: 2_500, connections: 16 }

interface Subject {
  name: string
  host: string
  url: string
  processes: Record<string, number>
}

interface Work {
  name: string
  /** The maximum of CPU milliseconds per request, all processes together. */
  cpuMark?: number
  status: number
  once?: boolean
  request(host: string, n: number): string
}

const headers = { authorization: `Bearer ${sampleToken}` }

const works: Work[] = [
  {
    name: 'one poll',
    cpuMark: 1.2,
    status: 200,
    request: (host, n) => httpRequest('GET', { host, path: `/polls/${pollId(n)}`, headers }),
  },
  {
    name: 'list of 20',
    cpuMark: 2.0,
    status: 200,
    request: (host) => httpRequest('GET', { host, path: '/polls', headers }),
  },
  {
    name: 'vote',
    status: 201,
    once: true,
    request(host, n) {
      const path = `/polls/${pollId(n)}/choices/${choiceId(n, n % 4)}/vote`
      return httpRequest('POST', { host, path, headers: { ...headers, 'content-length': '0' } })
    },
  },
]

/**
 * Tenants' requests through the gateway in each model, beside a server without tenants, framework and
 * walls.
 */
export async function benchPolls(): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack()
  const flags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []
  const platform = await startPlatform(stack, { flags })
  const subjects = [await startBare(platform, stack)]
  for (const model of models) {
    const { tenant } = await platform.onboard(model)
    await fill(platform, tenant)
    subjects.push(subjectOf(model, tenant, platform))
  }
  const load = stack.use(await startLoad())
  const figures: Figure[] = []
  for (const work of works) figures.push(...(await measure(load, work, subjects)))
  return { figures, versions: { postgresql: '18', pinned: String(await canPin()) } }
}

async function measure(load: LoadGenerator, work: Work, subjects: Subject[]): Promise<Figure[]> {
  const contestants = subjects.map((subject) => contestantOf(work, subject))
  const outcomes = await contest(load, contestants, options)
  const bare = outcomes.get('bare')
  const tenants = models.flatMap((model) => outcomes.get(model) ?? [])
  const speeds = tenants.map(({ perSecond }) => perSecond)
  const figures = [...outcomes.values()].flatMap((outcome) => figuresOf(work, outcome))
  if (!bare) return figures
  for (const { name, perSecond } of tenants) {
    figures.push(
      atLeast(`${work.name}, ${name}: divided by bare`, perSecond / bare.perSecond, 0.35),
    )
  }
  const apart = Math.max(...speeds) / Math.min(...speeds)
  figures.push(atMost(`${work.name}: fastest model divided by slowest`, apart, 1.15))
  if (work.once) return figures
  for (const contestant of contestants) {
    const perSecond = outcomes.get(contestant.name)?.perSecond ?? 0
    if (contestant.name !== 'bare')
      figures.push(await atHalf(load, { work, contestant, perSecond }))
  }
  return figures
}

function figuresOf(work: Work, outcome: Outcome): Figure[] {
  const what = `${work.name}, ${outcome.name}`
  const { cpuMsTotal, perSecond, spread, failures } = outcome
  const total = `${what}: CPU of all`
  const marked = work.cpuMark !== undefined && outcome.name !== 'bare'
  return [
    { name: what, value: perSecond, unit: 'requests/s' },
    { name: `${what}: spread`, value: spread, unit: 'times' },
    ...Object.entries(outcome.cpuMs).map(([process, value]) => {
      return { name: `${what}: CPU of ${process}`, value, unit: 'ms/request' }
    }),
    marked
      ? atMost(total, cpuMsTotal, work.cpuMark ?? 0, 'ms/request')
      : { name: total, value: cpuMsTotal, unit: 'ms/request' },
    ...(failures > 0 ? [{ name: `${what}: failures`, value: failures, unit: '', ok: false }] : []),
  ]
}

interface HalfLoad {
  work: Work
  contestant: Contestant
  perSecond: number
}

/** At half of the maximum rate, at fixed times: latency counts from when a request was due. */
async function atHalf(
  load: LoadGenerator,
  { work, contestant, perSecond }: HalfLoad,
): Promise<Figure> {
  await load.prepare(contestant.requests, contestant.status)
  const plan = { url: contestant.url, connections: 64, durationMs: 5_000, rate: perSecond / 2 }
  await load.run({ ...plan, durationMs: 1_000 })
  const { p50Ms, p99Ms } = await load.run(plan)
  const name = `${work.name}, ${contestant.name}: p99 divided by p50 (${p50Ms.toFixed(2)} ms) at half the maximum`
  return atMost(name, p99Ms / p50Ms, 5)
}

function contestantOf(work: Work, { name, host, url, processes }: Subject): Contestant {
  const requests = Array.from({ length: polls }, (_, n) => work.request(host, n + 1))
  return {
    name,
    url,
    requests,
    status: work.status,
    processes,
    ...(work.once ? { once: true } : {}),
  }
}

function subjectOf(name: string, { host }: BenchTenant, platform: Platform): Subject {
  const { gateway, polls, postgres, gatewayUrl } = platform
  const processes = { gateway: gateway.pid, polls: polls.pid, postgres: postgres.pid }
  return { name, host, url: gatewayUrl, processes }
}

async function fill({ asSuperuser }: Platform, { id, placement }: BenchTenant): Promise<void> {
  const { database, schema } = placement
  await asSuperuser(database, `set search_path = "${schema}"; ${fillPolls(polls, id)}`)
}

async function startBare(platform: Platform, stack: AsyncDisposableStack): Promise<Subject> {
  const { postgres, asSuperuser } = platform
  await asSuperuser('postgres', 'create database bare')
  await asSuperuser('bare', `${bareTables} ${fillPolls(polls)}`)
  const database = new URL(postgres.url)
  database.pathname = '/bare'
  const port = await freePort()
  const command = script(new URL('servers/bare-polls.ts', import.meta.url))
  const args = [String(port), database.href]
  const spec = { name: 'bare', core: measuredCore, command: [...command, ...args] }
  const child = stack.use(await startChild(spec))
  const url = `http://127.0.0.1:${port}`
  await untilListening(url)
  const processes = { bare: child.pid, postgres: postgres.pid }
  return { name: 'bare', host: 'bare.localhost', url, processes }
}

async function untilListening(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing answers at ${url}`)
}
