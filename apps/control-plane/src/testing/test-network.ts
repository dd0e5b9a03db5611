import { newId } from '@mt/shared/ids'
import { createLogger } from '@mt/shared/logger'
import { removeKeys } from '@mt/shared/testing/remove-keys'
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
  // biome-ignore lint/suspicious/noExplicitAny: tests check the content of answers
  body: any
}

export type Call = (
  method: string,
  path: string,
  options?: { body?: unknown; key?: string; headers?: Record<string, string> },
) => Promise<Answer>

export interface TestNetworkOptions {
  /** The control plane's servers, if not the test's own. */
  databaseUrl: string
  redisUrl: string
  /** Receives every line of its log at level trace; without it there is no log. */
  log: (line: string) => void
}

/** Starts a control plane with a real PostgreSQL, a real Redis and a fake data plane, and with `env` in its environment. */
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

/** A unique slug. */
export function newSlug(): string {
  return `t${newId().slice(-12)}`
}

/** Returns a function that calls an API with JSON and parses its answers. */
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
  await removeKeys(network.config.redis.url, 'control-plane')
  await network.database.end()
  await dropDatabase(network.config.database)
}

export async function dropDatabase({ maintenanceUrl, name }: Config['database']): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl })
  await client.connect()
  await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
  await client.end()
}
