import { residentMb } from './harness/cpu-time.ts'
import { atMost } from './harness/figures.ts'
import { httpRequest, type LoadGenerator, startLoad } from './harness/load.ts'
import { type BenchTenant, type Model, type Platform, startPlatform } from './harness/platform.ts'
import type { BenchResult, Figure } from './harness/report.ts'
import { fillPolls, pollId, sampleToken } from './harness/sample-polls.ts'

const schemaTenants = 1_000
const databaseTenants = 200
const onboardedAtOnce = 10
const maxConnections = 40
const servedForMs = 15_000

/** One polls process that serves very many placements: its memory. */
export async function benchMemory(): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack()
  const pollsEnv = { DATA_PLANE_MAX_CONNECTIONS: String(maxConnections) }
  const platform = await startPlatform(stack, { pollsEnv })
  const freshMb = await residentMb(platform.polls.pid)
  const tenants = [
    ...(await onboardMany(platform, 'schema', schemaTenants)),
    ...(await onboardMany(platform, 'database', databaseTenants)),
  ]
  await fillAll(platform, tenants)
  const load = stack.use(await startLoad())
  const { answers, failures } = await serveAll(load, platform, tenants)
  const connections = await countConnections(platform)
  const figures: Figure[] = [
    { name: 'requests served, all tenants in rotation', value: answers, unit: '' },
    atMost('requests that failed', failures, 0, ''),
    { name: 'memory of polls before the first tenant', value: freshMb, unit: 'MB' },
    atMost('memory of polls after', await residentMb(platform.polls.pid), 400, 'MB'),
    atMost('connections to PostgreSQL', connections, maxConnections, ''),
    {
      name: 'memory of the gateway after',
      value: await residentMb(platform.gateway.pid),
      unit: 'MB',
    },
  ]
  return { figures, versions: { postgresql: '18' } }
}

async function onboardMany(platform: Platform, model: Model, count: number) {
  const tenants: BenchTenant[] = []
  let begun = 0
  async function onboardRest(): Promise<void> {
    while (begun++ < count) tenants.push((await platform.onboard(model)).tenant)
  }
  await Promise.all(Array.from({ length: onboardedAtOnce }, onboardRest))
  return tenants
}

/** A user with a token and a poll for each; tenants of one database share a connection. */
async function fillAll({ asSuperuser }: Platform, tenants: BenchTenant[]): Promise<void> {
  const byDatabase = Map.groupBy(tenants, ({ placement }) => placement.database)
  for (const [database, inIt] of byDatabase) {
    for (let i = 0; i < inIt.length; i += 100) {
      const statements = inIt.slice(i, i + 100).map(({ id, placement }) => {
        return `set search_path = "${placement.schema}"; ${fillPolls(1, id)}`
      })
      await asSuperuser(database, statements.join('\n'))
    }
  }
}

async function serveAll(load: LoadGenerator, platform: Platform, tenants: BenchTenant[]) {
  const headers = { authorization: `Bearer ${sampleToken}` }
  const path = `/polls/${pollId(1)}`
  await load.prepare(
    tenants.map(({ host }) => httpRequest('GET', { host, path, headers })),
    200,
  )
  return load.run({ url: platform.gatewayUrl, connections: 24, durationMs: servedForMs })
}

async function countConnections({ asSuperuser }: Platform): Promise<number> {
  const sql = `select count(*)::int as n from pg_stat_activity where application_name = 'polls'`
  const [row] = await asSuperuser<{ n: number }>('postgres', sql)
  return row?.n ?? 0
}
