import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { answerTo, createControlPlaneApi } from '@mt/control-plane-api/client'
import { freePorts, platformEnv } from '@mt/infra/platform/platform-env'
import { newPlatformSecrets, secretVariables } from '@mt/infra/platform/platform-secrets'
import { type LocalServer, startPostgres } from '@mt/infra/postgres'
import { startRedis } from '@mt/infra/redis'
import { makeTenants } from '@mt/infra/tenants'
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

/**
 * The whole platform as processes: gateway, polls and PostgreSQL on the measured core, the rest on the
 * other.
 */
export interface Platform {
  gatewayUrl: string
  gateway: Child
  polls: Child
  controlPlane: Child
  postgres: LocalServer
  dedicated: DedicatedTenants
  /** Onboards a tenant and waits until it is active. Resolves to the tenant, and to how long that took. */
  onboard(model: IsolationModel): Promise<{ tenant: BenchTenant; tookMs: number }>
  /** Runs SQL as the server's superuser, past every wall: to fill tables, and to inspect them. */
  asSuperuser<Row extends pg.QueryResultRow>(database: string, sql: string): Promise<Row[]>
}

export interface PlatformOptions {
  postgresSettings?: Record<string, string>
  /** Further variables for polls. */
  pollsEnv?: NodeJS.ProcessEnv
  /** Flags of Node for gateway and polls, to profile them: `--cpu-prof`. */
  flags?: string[]
}

/** What is needed to find dedicated tenants as the platform launched them. */
export interface DedicatedTenants {
  folder: string
  secret: string
}

export type BenchTenantView = Pick<BenchTenant, 'id' | 'placement'> & { status: string }

const launchPauseMs = 250
const launchTries = 240
const baseDomain = 'bench.localhost'

const portOf = {
  gateway: 'GATEWAY_PORT',
  polls: 'DATA_PLANE_PORT',
  'control-plane': 'CONTROL_PLANE_PORT',
} as const

export async function startPlatform(
  stack: AsyncDisposableStack,
  { postgresSettings = {}, pollsEnv = {}, flags = [] }: PlatformOptions = {},
): Promise<Platform> {
  const postgres = stack.use(await startPostgres({ settings: postgresSettings }))
  await pinProcess(postgres.pid, measuredCore)
  const redis = stack.use(await startRedis())
  await pinProcess(redis.pid, loadCore)
  const tenants = stack.use(await makeTenants())
  const env = { ...(await environment(postgres.url, redis.url)), ...tenants.env }
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
    dedicated: { folder: tenants.env.RUNTIME_FOLDER, secret: env.RUNTIME_SECRET },
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

/** Runs SQL in a database of the server; `serverUrl` is a superuser's URL. */
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

type Env = Awaited<ReturnType<typeof environment>>

interface NewTenant {
  slug: string
  name: string
  isolation: IsolationModel
}

/**
 * If the first attempt fails, as it may on a busy machine, the answer comes before the tenant is active.
 */
async function launch(env: Env, body: NewTenant): Promise<BenchTenantView> {
  const api = createControlPlaneApi({ url: env.CONTROL_PLANE_URL, apiKey: env.OPS_API_KEY })
  const params = { header: { prefer: 'wait=30' } }
  const answer = await answerTo(api.POST('/v1/tenants', { params, body }))
  if ('placement' in answer) return answer
  const path = { id: answer.tenant }
  for (let tries = 0; tries < launchTries; tries++) {
    await pause(launchPauseMs)
    const now = await answerTo(api.GET('/v1/tenants/{id}', { params: { path } }))
    if (now.status === 'active') return now
  }
  throw new Error(`onboarding: ${JSON.stringify(answer)}`)
}

/** The variables of all services of a bench's platform, with its own ports. */
export async function environment(databaseUrl: string, redisUrl: string) {
  return platformEnv({
    ...{ databaseUrl, redisUrl, baseDomain },
    secrets: secretVariables(await newPlatformSecrets()),
    ports: await freePorts(),
  })
}
