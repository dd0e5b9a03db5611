import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { callJson, type JsonAnswer, type JsonCall } from '@mt/infra/dev/http-json'
import { freePort } from '@mt/infra/ports'
import { type LocalServer, startPostgres } from '@mt/infra/postgres'
import { startRedis } from '@mt/infra/redis'
import { makeTenants } from '@mt/infra/tenants'
import { newKeyTexts } from '@mt/shared/keys'
import type { IsolationModel, Placement } from '@mt/shared/placement'
import pg from 'pg'
import { type Child, script, startChild } from './child.ts'
import { loadCore, measuredCore, pinProcess } from './cores.ts'

export type Model = 'shared' | 'schema' | 'database'
export const models: readonly Model[] = ['shared', 'schema', 'database']

export interface BenchTenant {
  id: string
  slug: string
  host: string
  placement: Placement
}

/** The whole platform as processes of its own: gateway, polls and PostgreSQL on the measured core, the rest on the other. */
export interface Platform {
  gatewayUrl: string
  gateway: Child
  polls: Child
  controlPlane: Child
  postgres: LocalServer
  dedicated: DedicatedTenants
  /** Onboards a tenant and waits until it is active. Resolves to it, and to how long that took by the clock. */
  onboard(model: IsolationModel): Promise<{ tenant: BenchTenant; tookMs: number }>
  /** Runs SQL as the server's superuser, past every wall: to fill tables, and to look. */
  asSuperuser<Row extends pg.QueryResultRow>(database: string, sql: string): Promise<Row[]>
}

export interface PlatformOptions {
  postgresSettings?: Record<string, string>
  /** More of the environment of polls. */
  pollsEnv?: NodeJS.ProcessEnv
  /** Flags of Node for gateway and polls, to look into them: `--cpu-prof`. */
  flags?: string[]
}

/** How tenants of their own are found, as the platform launched them. */
export interface DedicatedTenants {
  folder: string
  secret: string
}

export type BenchTenantView = Pick<BenchTenant, 'id' | 'placement'> & { status: string }

const launchPauseMs = 250
const launchTries = 240
export const opsKey = 'ops-key-of-the-bench'
const baseDomain = 'bench.localhost'

const portOf = {
  gateway: 'GATEWAY_PORT',
  polls: 'DATA_PLANE_PORT',
  'control-plane': 'CONTROL_PLANE_PORT',
}

export async function startPlatform(
  stack: AsyncDisposableStack,
  { postgresSettings = {}, pollsEnv = {}, flags = [] }: PlatformOptions = {},
): Promise<Platform> {
  const postgres = stack.use(await startPostgres({ settings: postgresSettings }))
  await pinProcess(postgres.pid, measuredCore)
  const redis = stack.use(await startRedis())
  await pinProcess(redis.pid, loadCore)
  const tenants = stack.use(await makeTenants())
  const env: NodeJS.ProcessEnv = {
    ...(await environment(postgres.url, redis.url)),
    ...tenants.env,
  }
  const start = async (app: keyof typeof portOf, core: number, more: NodeJS.ProcessEnv = {}) => {
    const command = script(new URL(`../../apps/${app}/src/main.ts`, import.meta.url), ...flags)
    const readyUrl = `http://127.0.0.1:${env[portOf[app]]}/readyz`
    return stack.use(
      await startChild({ name: app, command, core, env: { ...env, ...more }, readyUrl }),
    )
  }
  const polls = await start('polls', measuredCore, pollsEnv)
  const controlPlane = await start('control-plane', loadCore)
  const gateway = await start('gateway', measuredCore)

  return {
    ...{ gateway, polls, controlPlane, postgres },
    dedicated: { folder: tenants.env.RUNTIME_FOLDER, secret: String(env.RUNTIME_SECRET) },
    gatewayUrl: `http://127.0.0.1:${env.GATEWAY_PORT}`,
    async onboard(model) {
      const slug = `b-${randomBytes(5).toString('hex')}`
      const body = { slug, name: slug, isolation: model }
      const begunMs = performance.now()
      const { id, placement } = await launch(env, body)
      const tookMs = performance.now() - begunMs
      return { tenant: { id, slug, host: `${slug}.${baseDomain}`, placement }, tookMs }
    },
    asSuperuser: (database, sql) => runSql(postgres.url, database, sql),
  }
}

/** Runs SQL in a database of the server that `serverUrl` is a superuser's URL of. */
export async function runSql<Row extends pg.QueryResultRow>(
  serverUrl: string,
  database: string,
  sql: string,
): Promise<Row[]> {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

async function operate(
  env: NodeJS.ProcessEnv,
  call: Omit<JsonCall, 'origin'>,
): Promise<JsonAnswer> {
  return callJson({ ...call, origin: String(env.CONTROL_PLANE_URL), token: opsKey })
}

/** Where the first attempt fails, as it may on a busy machine, the answer comes before the tenant is active. */
async function launch(env: NodeJS.ProcessEnv, body: object): Promise<BenchTenantView> {
  const call = { method: 'POST', path: '/v1/tenants', body, headers: { prefer: 'wait=30' } }
  const answer = await operate(env, call)
  if (answer.status === 201) return answer.body as BenchTenantView
  const { tenant } = answer.body as { tenant: string }
  for (let tries = 0; tries < launchTries; tries++) {
    await pause(launchPauseMs)
    const now = (await operate(env, { path: `/v1/tenants/${tenant}` })).body as BenchTenantView
    if (now.status === 'active') return now
  }
  throw new Error(`onboarding: ${JSON.stringify(answer)}`)
}

export async function environment(
  databaseUrl: string,
  redisUrl: string,
): Promise<NodeJS.ProcessEnv> {
  const [assertion, registry, internal] = await Promise.all(['a', 'r', 'i'].map(newKeyTexts))
  const ports = await Promise.all(Array.from({ length: 4 }, () => freePort()))
  const [gateway, polls, pollsInternal, controlPlane] = ports.map(String)
  return {
    BASE_DOMAIN: baseDomain,
    GATEWAY_PORT: gateway,
    GATEWAY_METRICS_PORT: '0',
    DATA_PLANE_PORT: polls,
    DATA_PLANE_INTERNAL_PORT: pollsInternal,
    DATA_PLANE_METRICS_PORT: '0',
    CONTROL_PLANE_PORT: controlPlane,
    CONTROL_PLANE_METRICS_PORT: '0',
    CONTROL_PLANE_URL: `http://127.0.0.1:${controlPlane}`,
    DATA_PLANE_INTERNAL_URL: `http://127.0.0.1:${pollsInternal}`,
    UPSTREAMS: `polls=http://127.0.0.1:${polls}`,
    DATABASE_URL: databaseUrl,
    CLUSTERS: `c1=${databaseUrl}`,
    REDIS_URL: redisUrl,
    ROLE_SECRET: randomBytes(32).toString('hex'),
    RUNTIME_SECRET: randomBytes(32).toString('hex'),
    OPS_API_KEY: opsKey,
    REGISTRY_API_KEY: randomBytes(32).toString('hex'),
    ASSERTION_SIGNING_KEY: assertion?.signing,
    ASSERTION_VERIFYING_KEYS: assertion?.verifying,
    REGISTRY_SIGNING_KEY: registry?.signing,
    REGISTRY_VERIFYING_KEYS: registry?.verifying,
    INTERNAL_SIGNING_KEY: internal?.signing,
    INTERNAL_VERIFYING_KEYS: internal?.verifying,
  }
}
