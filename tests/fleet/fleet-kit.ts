import { placementSchema } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import pg from 'pg'
import { z } from 'zod'
import { eventually } from '../eventually.ts'
import type { Isolation, Network } from '../network.ts'
import { expectStatus, type TenantClient } from '../tenant-client.ts'

const runSchema = z.looseObject({
  id: z.string(),
  state: z.string(),
  target: z.string(),
  tenants: z.number(),
  places: z.number(),
  counts: z.record(z.string(), z.number()),
  error: z.string().nullable(),
  attempts: z.number(),
})
export type Run = z.infer<typeof runSchema>

const resultsSchema = z.object({
  results: z.array(
    z.looseObject({
      slug: z.string(),
      state: z.string(),
      error: z.string().nullable(),
      sqlState: z.string().nullable(),
      attempts: z.number(),
      differences: z
        .array(z.looseObject({ kind: z.string(), name: z.string(), fix: z.string() }))
        .nullable(),
    }),
  ),
  next: z.string().nullable(),
})

type Part = 'migrations' | 'drift'

/** Begins a run over the fleet. */
export async function begin(network: Network, part: Part, wish: unknown = {}): Promise<Run> {
  return runSchema.parse(expectStatus(await network.operate('POST', `/v1/${part}`, wish), 202))
}

export async function show(network: Network, part: Part, id: string): Promise<Run> {
  return runSchema.parse(expectStatus(await network.operate('GET', `/v1/${part}/${id}`), 200))
}

/** The run once it has ended. */
export async function ended(network: Network, part: Part, id: string): Promise<Run> {
  return eventually(async () => {
    const run = await show(network, part, id)
    if (run.state === 'running' || run.state === 'pending') throw new Error(`still ${run.state}`)
    return run
  })
}

/** Begins a run and waits for its end. */
export async function complete(network: Network, part: Part, wish: unknown = {}): Promise<Run> {
  return ended(network, part, (await begin(network, part, wish)).id)
}

export async function resultsOf(network: Network, part: Part, id: string, query = '') {
  const path = `/v1/${part}/${id}/results?${query}`
  return resultsSchema.parse(expectStatus(await network.operate('GET', path), 200))
}

const tenantSchema = z.looseObject({
  id: z.string(),
  schemaVersion: z.string().nullable(),
  placement: placementSchema,
})

export async function showTenant(network: Network, { slug }: TenantClient) {
  return tenantSchema.parse(expectStatus(await network.operate('GET', `/v1/tenants/${slug}`), 200))
}

/** Runs SQL in the place of a tenant as the server's superuser. */
export async function inPlace(network: Network, tenant: TenantClient, sql: string): Promise<void> {
  const client = await placeClient(network, tenant)
  await client.query(sql)
  await client.end()
}

/** A superuser's connection, in the schema of a tenant's place. The caller ends it. */
export async function placeClient(network: Network, tenant: TenantClient): Promise<pg.Client> {
  const { id, placement } = await showTenant(network, tenant)
  const isDedicated = placement.model === 'dedicated'
  const url = new URL(isDedicated ? await network.clusterUrl(id) : testServers().databaseUrl)
  url.pathname = `/${placement.database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(`set search_path = "${placement.schema}"`)
  return client
}

/** New tenants, so many of each model. */
export async function onboardAll(
  network: Network,
  wanted: Partial<Record<Isolation, number>>,
): Promise<TenantClient[]> {
  const models = Object.entries(wanted) as [Isolation, number][]
  const each = models.flatMap(([isolation, count]) =>
    Array.from({ length: count }, () => isolation),
  )
  return Promise.all(each.map((isolation) => network.onboard({ isolation })))
}
