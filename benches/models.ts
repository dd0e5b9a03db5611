import { contest } from './harness/contest.ts'
import { residentMb } from './harness/cpu-time.ts'
import { httpRequest, type LoadGenerator, startLoad } from './harness/load.ts'
import {
  type BenchTenant,
  type Model,
  models,
  type Platform,
  startPlatform,
} from './harness/platform.ts'
import type { BenchResult, Figure } from './harness/report.ts'
import { median } from './harness/rounds.ts'
import { fillPolls, pollId, sampleToken } from './harness/sample-polls.ts'

const tenantsEach = 15
const polls = 1_000
const options = { rounds: 3, roundMs: 2_000, warmUpMs: 2_000, connections: 16 }

/** What cannot be measured: which walls stand between two tenants, and with what a tenant goes down (docs/which-model.md). */
const said: Record<Model, { walls: string; diesWith: string }> = {
  shared: {
    walls: 'assertion, filter, policies',
    diesWith: 'polls, the server, a table that is locked',
  },
  schema: {
    walls: 'assertion, filter, policies, a role that sees one schema',
    diesWith: 'polls, the server',
  },
  database: {
    walls: 'assertion, filter, policies, a login that enters one database',
    diesWith: 'polls, the server',
  },
}

interface Measured {
  launchMs: number
  memoryMb: number
  diskMb: number
  perSecond: number
}

/** The models side by side, as the book's table 6.2. Dedicated tenants are not launched yet. */
export async function benchModels(): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack()
  const postgresSettings = { fsync: 'on', full_page_writes: 'on' }
  const platform = await startPlatform(stack, { postgresSettings })
  const load = stack.use(await startLoad())
  const measured = new Map<Model, Measured>()
  for (const model of models) measured.set(model, await measure(platform, load, model))
  const figures = [...measured].flatMap(([model, values]) => figuresOf(model, values))
  return { figures, versions: { postgresql: '18', fsync: 'on' }, text: tableOf(measured) }
}

async function measure(platform: Platform, load: LoadGenerator, model: Model): Promise<Measured> {
  await platform.onboard(model)
  const before = { memory: await memoryOf(platform), disk: await diskMb(platform) }
  const made: { tenant: BenchTenant; tookMs: number }[] = []
  for (let i = 0; i < tenantsEach; i++) made.push(await platform.onboard(model))
  const tenants = made.map(({ tenant }) => tenant)
  await askEach(platform, load, tenants)
  const after = { memory: await memoryOf(platform), disk: await diskMb(platform) }
  return {
    launchMs: median(made.map(({ tookMs }) => tookMs)),
    memoryMb: Math.max(0, after.memory - before.memory) / tenantsEach,
    diskMb: (after.disk - before.disk) / tenantsEach,
    perSecond: await speedOf(platform, load, tenants[0] as BenchTenant),
  }
}

/** A tenant that was never asked for costs its process nothing. */
async function askEach({ gatewayUrl }: Platform, load: LoadGenerator, tenants: BenchTenant[]) {
  const requests = tenants.map(({ host }) => httpRequest('GET', { host, path: '/polls' }))
  await load.prepare(requests, 401)
  await load.run({ url: gatewayUrl, connections: 4, durationMs: 500 })
}

async function memoryOf({ gateway, polls }: Platform): Promise<number> {
  return (await residentMb(gateway.pid)) + (await residentMb(polls.pid))
}

async function diskMb({ asSuperuser }: Platform): Promise<number> {
  const sql = 'select sum(pg_database_size(oid))::float8 / 1e6 as mb from pg_database'
  const [row] = await asSuperuser<{ mb: number }>('postgres', sql)
  return row?.mb ?? Number.NaN
}

async function speedOf(platform: Platform, load: LoadGenerator, tenant: BenchTenant) {
  const { database, schema } = tenant.placement
  await platform.asSuperuser(
    database,
    `set search_path = "${schema}"; ${fillPolls(polls, tenant.id)}`,
  )
  const headers = { authorization: `Bearer ${sampleToken}` }
  const requests = Array.from({ length: polls }, (_, n) => {
    return httpRequest('GET', { host: tenant.host, path: `/polls/${pollId(n + 1)}`, headers })
  })
  const processes = { gateway: platform.gateway.pid, polls: platform.polls.pid }
  const contestant = { name: 'x', url: platform.gatewayUrl, requests, status: 200, processes }
  return (await contest(load, [contestant], options)).get('x')?.perSecond ?? Number.NaN
}

function figuresOf(model: Model, values: Measured): Figure[] {
  return [
    { name: `${model}: time to launch`, value: values.launchMs, unit: 'ms' },
    { name: `${model}: memory of our processes`, value: values.memoryMb, unit: 'MB/tenant' },
    { name: `${model}: disk`, value: values.diskMb, unit: 'MB/tenant' },
    { name: `${model}: one poll`, value: values.perSecond, unit: 'requests/s' },
  ]
}

function tableOf(measured: ReadonlyMap<Model, Measured>): string {
  const head = '| model | launch | memory | disk | one poll | walls between tenants | dies with |'
  const rows = [...measured].map(([model, { launchMs, memoryMb, diskMb, perSecond }]) => {
    const { walls, diesWith } = said[model]
    const numbers = `${launchMs.toFixed(0)} ms | ${memoryMb.toFixed(2)} MB | ${diskMb.toFixed(2)} MB`
    return `| ${model} | ${numbers} | ${perSecond.toFixed(0)}/s | ${walls} | ${diesWith} |`
  })
  return [
    head,
    '|---|---|---|---|---|---|---|',
    ...rows,
    '| dedicated | not launched yet |||||| |',
  ].join('\n')
}
