import { answerTo, type Schemas } from '@mt/control-plane-api/client'
import type { paths } from '@mt/control-plane-api/generated'
import { testServers } from '@mt/shared/testing/servers'
import pg from 'pg'
import { eventually } from '../eventually.ts'
import type { Isolation, Network } from '../network.ts'
import type { TenantClient } from '../tenant-client.ts'

export type Run = Schemas['FleetRun']

type Part = 'migrations' | 'drift'

type RunInput = Schemas['NewMigration']

/** Starts a run over the fleet. */
export async function begin({ api }: Network, part: Part, input: RunInput = {}): Promise<Run> {
  return answerTo(api.POST(`/v1/${part}`, { body: input }))
}

export async function show({ api }: Network, part: Part, id: string): Promise<Run> {
  return answerTo(api.GET(`/v1/${part}/{id}`, { params: { path: { id } } }))
}

/** The run once it has ended. */
export async function ended(network: Network, part: Part, id: string): Promise<Run> {
  return eventually(async () => {
    const run = await show(network, part, id)
    if (run.state === 'running' || run.state === 'pending') throw new Error(`still ${run.state}`)
    return run
  })
}

/** Starts a run and waits for its end. */
export async function complete(network: Network, part: Part, input: RunInput = {}): Promise<Run> {
  return ended(network, part, (await begin(network, part, input)).id)
}

type Filter = NonNullable<paths['/v1/migrations/{id}/results']['get']['parameters']['query']>

export async function resultsOf({ api }: Network, part: Part, id: string, query: Filter = {}) {
  const params = { path: { id }, query }
  return answerTo(api.GET(`/v1/${part}/{id}/results`, { params }))
}

export async function showTenant({ api }: Network, { slug: id }: TenantClient) {
  return answerTo(api.GET('/v1/tenants/{id}', { params: { path: { id } } }))
}

/** Runs SQL in the placement of a tenant as the server's superuser. */
export async function inPlacement(
  network: Network,
  tenant: TenantClient,
  sql: string,
): Promise<void> {
  const client = await placementClient(network, tenant)
  await client.query(sql)
  await client.end()
}

/** A superuser's connection in the schema of a tenant's placement. The caller ends it. */
export async function placementClient(network: Network, tenant: TenantClient): Promise<pg.Client> {
  const { id, placement } = await showTenant(network, tenant)
  const isDedicated = placement.model === 'dedicated'
  const url = new URL(isDedicated ? await network.clusterUrl(id) : testServers().databaseUrl)
  url.pathname = `/${placement.database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(`set search_path = "${placement.schema}"`)
  return client
}

/** Onboards this many tenants of each model. */
export async function onboardAll(
  network: Network,
  counts: Partial<Record<Isolation, number>>,
): Promise<TenantClient[]> {
  const models = Object.entries(counts) as [Isolation, number][]
  const each = models.flatMap(([isolation, count]) =>
    Array.from({ length: count }, () => isolation),
  )
  return Promise.all(each.map((isolation) => network.onboard({ isolation })))
}
