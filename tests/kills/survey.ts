import type { RegistryEntry } from '@mt/shared/registry/entry'
import { hostKey } from '@mt/shared/registry/protocol'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Platform } from './platform.ts'

interface KeptTenant {
  id: string
  status: string
  epoch: number
  placement: { model: string; database: string; schema: string }
}

/** Everything that exists of all tenants, read without the services. */
export async function survey({ env }: Platform) {
  const url = new URL(env.DATABASE_URL ?? '')
  const at = (database = '') => (database ? new URL(`/${database}`, url).href : url.href)
  const pooled = env.DATA_PLANE_DATABASE ?? ''
  const database = at(env.CONTROL_PLANE_DATABASE)
  const tenants = await rows<KeptTenant>(database, 'select * from control_plane.tenants')
  const own = tenants.filter(({ placement }) => placement.model === 'database')
  const names = new Set(own.map(({ placement }) => placement.database))
  const databases = await rows<{ name: string }>(at(), 'select datname as name from pg_database')
  return {
    tenants,
    databases: databases.map(({ name }) => name).filter((name) => names.has(name)),
    schemas: await rows<{ name: string }>(
      at(pooled),
      `select nspname as name from pg_namespace where starts_with(nspname, 't_')`,
    ),
    roles: await rows<{ name: string }>(
      at(),
      `select rolname as name from pg_roles where starts_with(rolname, '${pooled}_t_')
      or rolname = any (array[${[...names].map((name) => `'${name}_tenant'`).join()}]::text[])`,
    ),
    places: await places(at, pooled, tenants),
    // The schedule adds a round of domain checks every minute, whatever else there is.
    jobs: await rows<{ key: string }>(
      database,
      `select key from graphile_worker.jobs where task_identifier <> 'check-domains'`,
    ),
    audit: await rows<{ tenant_id: string; what: string }>(
      database,
      'select tenant_id, what from control_plane.audit_entries where tenant_id is not null',
    ),
    published: await published(env),
  }
}

interface PlacementRow {
  tenant_id: string
  epoch: number
  state: string
}

async function places(
  at: (database?: string) => string,
  pooled: string,
  tenants: KeptTenant[],
): Promise<Map<string, PlacementRow>> {
  const alive = tenants.filter(({ status }) => status !== 'purged')
  const wheres = new Map(
    alive.map(({ placement: { database, schema } }) => [
      `${database}/${schema}`,
      { database, schema },
    ]),
  )
  wheres.set('shared', { database: pooled, schema: 'shared' })
  const found = new Map<string, PlacementRow>()
  for (const { database, schema } of wheres.values()) {
    const sql = `select tenant_id, epoch, state from "${schema}".placements`
    for (const place of await rows<PlacementRow>(at(database), sql))
      found.set(place.tenant_id, place)
  }
  return found
}

/** Every entry of this platform's hosts in Redis. */
async function published(env: NodeJS.ProcessEnv): Promise<Map<string, RegistryEntry>> {
  const redis = new Redis(env.REDIS_URL ?? '')
  const entries = new Map<string, RegistryEntry>()
  for (const key of await redis.keys(hostKey('*'))) {
    const [, claims = ''] = ((await redis.hget(key, 'entry')) ?? '').split('.')
    const { entry } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}')
    if (entry) entries.set(entry.host, entry)
  }
  redis.disconnect()
  return entries
}

async function rows<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
