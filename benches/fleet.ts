import type { IsolationModel } from '@mt/shared/placement'
import { type FleetPlatform, startFleetPlatform } from './fleet/fleet-platform.ts'
import { begin, isEnded, resultsOf, timeRun, until } from './fleet/runs.ts'
import { atMost } from './harness/figures.ts'
import type { BenchResult, Figure } from './harness/report.ts'

const schemaTenants = 1_000
const databaseTenants = 50
const onboardedAtOnce = 8
const tenants = schemaTenants + databaseTenants
/**
 * The tenants whose tables the migration does not fit: eight with a schema, two with their own database.
 */
const failing = [
  ...[3, 120, 240, 360, 480, 600, 720, 840].map(schemaSlug),
  ...[5, 25].map(databaseSlug),
]

/**
 * The life of one fleet: onboarded, migrated while control plane and data plane are killed and ten tenants
 * fail, then migrated again and timed, then a run with nothing to do, then a drift run.
 */
export async function benchFleet(): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack()
  const platform = await startFleetPlatform(stack)
  const figures: Figure[] = [
    ...(await onboardAll(platform)),
    ...(await migrateThroughCrashes(platform)),
    ...(await migrateByTheClock(platform)),
    ...(await findDrift(platform)),
  ]
  return { figures, versions: { postgresql: '18, fsync on' } }
}

async function onboardAll(platform: FleetPlatform): Promise<Figure[]> {
  const schemas = await timed(() =>
    onboard(platform, 'schema', numbers(schemaTenants).map(schemaSlug)),
  )
  const databases = await timed(() =>
    onboard(platform, 'database', numbers(databaseTenants).map(databaseSlug)),
  )
  return [
    { name: 'onboarding with a schema', value: schemaTenants / schemas, unit: 'tenants/s' },
    { name: 'onboarding with a database', value: databaseTenants / databases, unit: 'tenants/s' },
  ]
}

/** Onboards several at once, like operators' scripts; each call waits until its tenant is active. */
async function onboard(
  platform: FleetPlatform,
  isolation: IsolationModel,
  slugs: string[],
): Promise<void> {
  const left = slugs.values()
  const worker = async () => {
    for (const slug of left) {
      const body = { slug, name: slug, isolation }
      const params = { header: { prefer: 'wait=30' } }
      const { data, error, response } = await platform.api.POST('/v1/tenants', { params, body })
      if (response.status !== 201) {
        throw new Error(`onboarding ${slug}: ${JSON.stringify(data ?? error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: onboardedAtOnce }, worker))
}

async function migrateThroughCrashes(platform: FleetPlatform): Promise<Figure[]> {
  for (const slug of failing)
    await inSchema(platform, slug, 'alter table polls add column pinned text')
  await platform.release(1)
  let id = ''
  const seconds = await timed(async () => {
    id = (await begin(platform, 'migrations', { canary: 3 })).id
    const run = { part: 'migrations', id } as const
    await until(platform, run, ({ counts }) => counts.pending < tenants * 0.75)
    await platform.crash('control-plane')
    await until(platform, run, ({ counts }) => counts.pending < tenants * 0.5)
    await platform.crash('polls')
    await until(platform, run, isEnded)
  })
  const ended = await until(platform, { part: 'migrations', id }, isEnded)
  const failed = await resultsOf(platform, 'migrations', id, 'failed')
  const named = failed.filter(
    ({ slug, sqlState }) => failing.includes(slug) && sqlState === '42701',
  )
  for (const { slug, error, sqlState } of failed) console.log(`  ${slug}: ${error} (${sqlState})`)
  return [
    { name: 'ADD COLUMN over all tenants, both planes killed', value: seconds, unit: 's' },
    exactly('  tenants migrated', ended.counts.succeeded, tenants - failing.length),
    exactly('  tenants reported with their SQL error', named.length, failing.length),
    exactly('  other failures', failed.length - named.length, 0),
    exactly('  processes that worked on it', ended.attempts, 2),
  ]
}

async function migrateByTheClock(platform: FleetPlatform): Promise<Figure[]> {
  for (const slug of failing) await inSchema(platform, slug, 'alter table polls drop column pinned')
  const repaired = await timeRun(platform, 'migrations')
  await platform.release(2)
  const schemas = await timeRun(platform, 'migrations', { where: { isolation: 'schema' } })
  const databases = await timeRun(platform, 'migrations')
  const nothing = await timeRun(platform, 'migrations')
  return [
    exactly('repaired tenants migrated', repaired.run.counts.succeeded, failing.length),
    atMost(`ADD COLUMN over ${schemas.run.counts.succeeded} schemas`, schemas.seconds, 15, 's'),
    {
      name: `ADD COLUMN over ${databases.run.counts.succeeded} databases`,
      value: databases.seconds,
      unit: 's',
    },
    exactly('tenants with nothing to do', nothing.run.tenants, 0),
    atMost('nothing to do', nothing.seconds, 0.3, 's'),
  ]
}

async function findDrift(platform: FleetPlatform): Promise<Figure[]> {
  const made: [string, string, string][] = [
    [schemaSlug(7), 'drop policy tenant_isolation on votes', 'policy votes.tenant_isolation'],
    [
      schemaSlug(70),
      'alter table polls alter column question type varchar(90)',
      'column polls.question',
    ],
    [
      databaseSlug(7),
      'drop index votes_tenant_id_choice_id_index',
      'index votes.votes_tenant_id_choice_id_index',
    ],
  ]
  for (const [slug, sql] of made) await inSchema(platform, slug, sql)
  const { run, seconds } = await timeRun(platform, 'drift')
  const drifted = await resultsOf(platform, 'drift', run.id, 'drifted')
  const found = drifted.flatMap(({ slug, differences }) =>
    (differences ?? []).map(({ kind, name }) => `${slug} ${kind} ${name}`),
  )
  const wanted = made.map(([slug, , difference]) => `${slug} ${difference}`)
  return [
    {
      name: `drift of ${run.counts.succeeded + run.counts.drifted} tenants`,
      value: seconds,
      unit: 's',
    },
    exactly(
      '  differences found',
      found.filter((each) => wanted.includes(each)).length,
      made.length,
    ),
    exactly('  false alarms', found.filter((each) => !wanted.includes(each)).length, 0),
  ]
}

/** Runs SQL in a tenant's schema. */
function inSchema(platform: FleetPlatform, slug: string, sql: string): Promise<void> {
  const isSchema = slug.startsWith('s-')
  const name = `t_${slug.replaceAll('-', '_')}`
  const [database, schema] = isSchema ? ['polls', name] : [name, 'tenant']
  return platform.asSuperuser(database, `set search_path = "${schema}"; ${sql}`)
}

function exactly(name: string, value: number, wanted: number): Figure {
  return { name, value, unit: '', target: `= ${wanted}`, ok: value === wanted }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begunMs = performance.now()
  await work()
  return (performance.now() - begunMs) / 1_000
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number)
}

function schemaSlug(number: number): string {
  return `s-${number}`
}

function databaseSlug(number: number): string {
  return `d-${number}`
}
