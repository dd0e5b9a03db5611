import { newId } from '@mt/shared/ids'
import { createLogger } from '@mt/shared/logger'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Config } from '../config.ts'
import { databaseUrl } from '../database/create-database.ts'
import { type ControlPlane, startControlPlane } from '../start.ts'
import { type FakeService, startFakeService } from './fake-service.ts'
import { newTestConfig, type TestKeys, testOpsKey } from './test-config.ts'

export interface TestNetwork {
  config: Config
  keys: TestKeys
  service: FakeService
  controlPlane: ControlPlane
  database: pg.Pool
  redis: Redis
  call: Call
  close(): Promise<void>
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests find out
  body: any
}

export type Call = (
  method: string,
  path: string,
  options?: { body?: unknown; key?: string; headers?: Record<string, string> },
) => Promise<Answer>

export interface TestNetworkOptions {
  /** Where the control plane finds its servers, when not where the test does. */
  databaseUrl: string
  redisUrl: string
  /** Where every line of its log goes, down to the last detail; nowhere else. */
  log: (line: string) => void
}

/** The control plane between a real PostgreSQL, a real Redis and a data plane that does as it is told, with `env` besides. */
export async function startTestNetwork(
  by: Partial<TestNetworkOptions> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<TestNetwork> {
  const { config: plain, keys } = await newTestConfig(env)
  const service = await startFakeService(keys.internal)
  const config = { ...plain, dataPlane: { ...plain.dataPlane, url: service.url } }
  const { log: write } = by
  const logger = write
    ? createLogger('test', 'trace', { write })
    : createLogger('test', config.service.logLevel)
  const controlPlane = await startControlPlane(byWayOf(config, by), logger)
  const database = new pg.Pool({ connectionString: databaseUrl(config.database), max: 2 })
  database.on('error', () => {})
  const redis = new Redis(config.redis.url)
  const call = callerOf(controlPlane.url)
  const parts = { config, keys, service, controlPlane, database, redis, call }
  return { ...parts, close: () => close(parts) }
}

function byWayOf(config: Config, by: Partial<TestNetworkOptions>): Config {
  const { database, redis } = config
  return {
    ...config,
    database: { ...database, maintenanceUrl: by.databaseUrl ?? database.maintenanceUrl },
    redis: { ...redis, url: by.redisUrl ?? redis.url },
  }
}

/** A slug that no other test has. */
export function newSlug(): string {
  return `t${newId().slice(-12)}`
}

/** Calls an API with JSON and reads what it says. */
export function callerOf(url: string): Call {
  return async (method, path, { body, key = testOpsKey, headers } = {}) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
}

async function close(network: Omit<TestNetwork, 'close'>): Promise<void> {
  await network.controlPlane.close()
  await network.service.close()
  network.redis.disconnect()
  await network.database.end()
  await dropDatabase(network.config.database)
}

export async function dropDatabase({ maintenanceUrl, name }: Config['database']): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl })
  await client.connect()
  await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
  await client.end()
}
