import { clusterUrl } from '@mt/control-plane/runtimes/process/cluster-url'
import { placeOf, readDescription } from '@mt/control-plane/runtimes/process/tenant-place'
import { run } from '@mt/local-servers/processes/run'
import { type IsolationModel, isolationModels } from '@mt/shared/placement'
import { contest } from './harness/contest.ts'
import { measuredCore, pinProcess } from './harness/cores.ts'
import { familyMb, residentMb } from './harness/cpu-time.ts'
import { httpRequest, type LoadGenerator, startLoad } from './harness/load.ts'
import { type BenchTenant, type Platform, runSql, startPlatform } from './harness/platform.ts'
import type { BenchOptions, BenchResult, Figure } from './harness/report.ts'
import { median } from './harness/rounds.ts'
import { fillPolls, pollId, sampleToken } from './harness/sample-polls.ts'
import { compareWithIdle } from './idle/beside-idle.ts'
import { measureIdleContainers } from './idle/idle-containers.ts'
import { measureIdleCost, sharedRates } from './idle/idle-cost.ts'
import { allProcesses, processesOf } from './idle/tenant-processes.ts'

/** A dedicated tenant consists of several processes, of which a machine can run few. */
const tenantsOf: Record<IsolationModel, number> = {
  ...{ shared: 15, schema: 15, database: 15, dedicated: 4 },
}
/** How many of them are idle in the end: a dozen, or fifty in the long form. */
const idleTenants = { short: 12, long: 50 }
const polls = 1_000
const options = { rounds: 3, roundMs: 2_000, warmUpMs: 2_000, connections: 16 }

/**
 * What cannot be measured: the walls between two tenants, what a tenant goes down with, and which databases
 * could be used (docs/which-model.md).
 */
const properties: Record<
  IsolationModel,
  { walls: string; goesDownWith: string; databases: string }
> = {
  shared: {
    walls: 'assertion, filter, policies',
    goesDownWith: 'polls, the server, a table that is locked',
    databases: 'with policies for rows: PostgreSQL, Citus',
  },
  schema: {
    walls: 'assertion, filter, policies, a role that sees one schema',
    goesDownWith: 'polls, the server',
    databases: 'with schemas that roles can be kept from',
  },
  database: {
    walls: 'assertion, filter, policies, a login that enters one database',
    goesDownWith: 'polls, the server',
    databases: 'any with logins',
  },
  dedicated: {
    walls: 'all of these, a process and a server of its own; in containers a network too',
    goesDownWith: 'its own polls, its own server',
    databases: 'any',
  },
}

interface Measured {
  launchMs: number
  memoryMb: number
  diskMb: number
  perSecond: number
  /** The requests that were sent to one of its tenants. */
  requests: string[]
}

/** The four models side by side, as in the book's table 6.2, and the cost of idle dedicated tenants. */
export async function benchModels({ long }: BenchOptions): Promise<BenchResult> {
  const inProcesses = await benchInProcesses(long ? idleTenants.long : idleTenants.short)
  const inContainers = await measureIdleContainers()
  return { ...inProcesses, figures: [...inProcesses.figures, ...inContainers] }
}

async function benchInProcesses(idle: number): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack()
  const postgresSettings = { fsync: 'on', full_page_writes: 'on' }
  const platform = await startPlatform(stack, { postgresSettings })
  const load = stack.use(await startLoad())
  const withoutDedicated = await sharedRates(platform)
  const measured = new Map<IsolationModel, Measured>()
  for (const model of isolationModels) measured.set(model, await measure(platform, load, model))
  await onboardIdle(platform, idle)
  const figures = [
    ...[...measured].flatMap(([model, values]) => figuresOf(model, values)),
    ...(await measureIdleCost(platform, withoutDedicated)),
    ...(await compareWithIdle(platform, load, requestsOfPooled(measured))),
  ]
  return { figures, versions: { postgresql: '18', fsync: 'on' }, text: tableOf(measured) }
}

async function onboardIdle(platform: Platform, wanted: number): Promise<void> {
  const there = await allProcesses(platform.dedicated.folder)
  for (let count = there.length; count < wanted; count++) await platform.onboard('dedicated')
}

/** Requests of the three pooled models in alternation. */
function requestsOfPooled(measured: ReadonlyMap<IsolationModel, Measured>): string[] {
  const pooled = [...measured].filter(([model]) => model !== 'dedicated')
  return Array.from({ length: polls }, (_, n) =>
    pooled.map(([, { requests }]) => requests[n] ?? ''),
  ).flat()
}

async function measure(
  platform: Platform,
  load: LoadGenerator,
  model: IsolationModel,
): Promise<Measured> {
  await platform.onboard(model)
  const before = { memory: await memoryOf(platform), disk: await diskMb(platform) }
  const made: { tenant: BenchTenant; tookMs: number }[] = []
  const count = tenantsOf[model]
  for (let i = 0; i < count; i++) made.push(await platform.onboard(model))
  const tenants = made.map(({ tenant }) => tenant)
  await requestEach(platform, load, tenants)
  const after = { memory: await memoryOf(platform), disk: await diskMb(platform) }
  return {
    launchMs: median(made.map(({ tookMs }) => tookMs)),
    memoryMb: Math.max(0, after.memory - before.memory) / count,
    diskMb: (after.disk - before.disk) / count,
    ...(await speedOf(platform, load, tenants[0] as BenchTenant)),
  }
}

/** A tenant that was never called costs its process nothing. */
async function requestEach({ gatewayUrl }: Platform, load: LoadGenerator, tenants: BenchTenant[]) {
  const requests = tenants.map(({ host }) => httpRequest('GET', { host, path: '/polls' }))
  await load.prepare(requests, 401)
  await load.run({ url: gatewayUrl, connections: 4, durationMs: 500 })
}

/** The memory of the platform's own processes, and of those of tenants. */
async function memoryOf({ gateway, polls, dedicated: { folder } }: Platform): Promise<number> {
  const shared = (await residentMb(gateway.pid)) + (await residentMb(polls.pid))
  const own = (await allProcesses(folder)).flatMap((processes) => Object.values(processes))
  return (await Promise.all(own.map(familyMb))).reduce((sum, mb) => sum + mb, shared)
}

async function diskMb({ asSuperuser, dedicated: { folder } }: Platform): Promise<number> {
  const sql = 'select sum(pg_database_size(oid))::float8 / 1e6 as mb from pg_database'
  const [row] = await asSuperuser<{ mb: number }>('postgres', sql)
  const ownKb = Number.parseInt(await run('du', ['-sk', folder]), 10)
  return (row?.mb ?? Number.NaN) + (ownKb * 1_024) / 1e6
}

/**
 * The server of a tenant's rows, and the processes that answer its requests: a tenant's own ones run on the
 * measured core as well.
 */
async function homeOf({ dedicated, gateway, polls, postgres }: Platform, tenant: BenchTenant) {
  const { folder, secret } = dedicated
  const description = await readDescription(placeOf(folder, tenant.id))
  if (!description)
    return { url: postgres.url, processes: { gateway: gateway.pid, polls: polls.pid } }
  const own = await processesOf(folder, tenant.id)
  for (const pid of Object.values(own)) await pinProcess(pid, measuredCore)
  return {
    url: clusterUrl(secret, description),
    processes: { gateway: gateway.pid, polls: own.service },
  }
}

async function speedOf(platform: Platform, load: LoadGenerator, tenant: BenchTenant) {
  const { database, schema } = tenant.placement
  const { url, processes } = await homeOf(platform, tenant)
  await runSql(url, database, `set search_path = "${schema}"; ${fillPolls(polls, tenant.id)}`)
  const headers = { authorization: `Bearer ${sampleToken}` }
  const requests = Array.from({ length: polls }, (_, n) => {
    return httpRequest('GET', { host: tenant.host, path: `/polls/${pollId(n + 1)}`, headers })
  })
  const contestant = { name: 'x', url: platform.gatewayUrl, requests, status: 200, processes }
  const outcome = (await contest(load, [contestant], options)).get('x')
  return { perSecond: outcome?.perSecond ?? Number.NaN, requests }
}

function figuresOf(model: IsolationModel, values: Measured): Figure[] {
  return [
    { name: `${model}: time to launch`, value: values.launchMs, unit: 'ms' },
    { name: `${model}: memory of our processes`, value: values.memoryMb, unit: 'MB/tenant' },
    { name: `${model}: disk`, value: values.diskMb, unit: 'MB/tenant' },
    { name: `${model}: one poll`, value: values.perSecond, unit: 'requests/s' },
  ]
}

const columns = [
  ...['model', 'walls between tenants', 'time to launch', 'memory', 'disk', 'one poll'],
  ...['goes down with', 'databases that could be used'],
]

function tableOf(measured: ReadonlyMap<IsolationModel, Measured>): string {
  const rows = [...measured].map(([model, { launchMs, memoryMb, diskMb, perSecond }]) => {
    const { walls, goesDownWith, databases } = properties[model]
    const sizes = [
      `${launchMs.toFixed(0)} ms`,
      `${memoryMb.toFixed(2)} MB`,
      `${diskMb.toFixed(2)} MB`,
    ]
    return [model, walls, ...sizes, `${perSecond.toFixed(0)}/s`, goesDownWith, databases]
  })
  const lines = [columns, columns.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
