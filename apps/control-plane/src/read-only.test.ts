import { createLogger } from '@mt/shared/logger'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putApiKey } from './api-keys/put-api-key.ts'
import { type Orm, openOrm } from './database/open-orm.ts'
import { entities } from './entities.ts'
import { testRegistryKey } from './testing/test-config.ts'
import { newSlug, startTestNetwork, type TestNetwork } from './testing/test-network.ts'

let network: TestNetwork
let orm: Orm
const lines: string[] = []

beforeAll(async () => {
  network = await startTestNetwork({ log: (line) => void lines.push(line) })
  orm = await openOrm(network.config.database, createLogger('test', 'silent'), entities)
})
afterAll(async () => {
  await orm.close()
  await network.close()
})

/** A key that was never used. */
async function freshKey(): Promise<string> {
  const secret = crypto.randomUUID()
  await putApiKey(orm, { name: `key-${secret}`, secret, scopes: ['admin'] })
  return secret
}

const refusals = () => lines.filter((line) => line.includes('the last use of API keys'))

describe('with a key that was not used for a minute', () => {
  it('every GET answers as before while PostgreSQL is read-only', async () => {
    const paths = await readPaths()
    const before = await statusesOf(paths)
    const keys = await Promise.all(paths.map(freshKey))
    await setReadOnly(true)
    const meanwhile = await statusesOf(paths, keys)
    const session = await fetch(new URL('/console/session', network.controlPlane.url))
    await setReadOnly(false)
    expect(before.filter((status) => status.startsWith('200 ')).length).toBeGreaterThan(15)
    expect(meanwhile).toEqual(before)
    expect(session.status).toBe(401)
    expect(refusals()).toHaveLength(1)
  })

  it('a GET does not wait until its use can be written', async () => {
    const key = await freshKey()
    const blocker = await network.database.connect()
    await blocker.query('begin; lock table control_plane.api_keys in exclusive mode')
    const answer = await network.call('GET', '/v1/tenants', { key })
    await blocker.query('rollback')
    blocker.release()
    expect(answer.status).toBe(200)
    expect(await lastUseOf(key)).toBe(true)
  })

  it('a refused GET counts as a use', async () => {
    const secret = crypto.randomUUID()
    await putApiKey(orm, { name: `key-${secret}`, secret, scopes: ['onboard'] })
    expect((await network.call('GET', '/v1/api-keys', { key: secret })).status).toBe(403)
    expect(await lastUseOf(secret)).toBe(true)
  })
})

/** All paths of GET routes, after creating what they name. */
async function readPaths(): Promise<string[]> {
  const slug = newSlug()
  const body = { slug, name: 'Thor' }
  await network.call('POST', '/v1/tenants', { body, headers: { prefer: 'wait=20' } })
  const [operation] = (await network.call('GET', '/v1/operations')).body.results
  const [plan] = (await network.call('GET', '/v1/plans')).body.results
  const names: Record<string, string> = {
    tenants: slug,
    operations: operation.id,
    plans: plan.id,
    hosts: `${slug}.polls.localhost`,
  }
  const { body: document } = await network.call('GET', '/openapi.json')
  const reads = Object.entries<object>(document.paths).filter(([, methods]) => 'get' in methods)
  return reads.map(([path]) =>
    path.replace(
      /([^/]+)\/\{[^}]+\}/g,
      (_, part) => `${part}/${names[part] ?? crypto.randomUUID()}`,
    ),
  )
}

async function statusesOf(paths: string[], keys: string[] = []): Promise<string[]> {
  const statuses: string[] = []
  for (const [index, path] of paths.entries()) {
    const key = path.startsWith('/v1/registry') ? testRegistryKey : keys[index]
    const headers = { authorization: `Bearer ${key ?? network.config.apiKeys.bootstrap}` }
    const answer = await fetch(new URL(path, network.controlPlane.url), { headers })
    await answer.text()
    statuses.push(`${answer.status} ${path}`)
  }
  return statuses
}

/** As after a failover to a standby: connections are lost, and new ones are read-only. */
async function setReadOnly(readOnly: boolean): Promise<void> {
  const { maintenanceUrl, name } = network.config.database
  const client = new pg.Client({ connectionString: maintenanceUrl })
  await client.connect()
  const database = client.escapeIdentifier(name)
  await client.query(`alter database ${database} set default_transaction_read_only = ${readOnly}`)
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
    name,
  ])
  await client.end()
  const isReady = async () => (await network.call('GET', '/readyz')).status
  await expect.poll(isReady).toBe(200)
}

async function lastUseOf(secret: string): Promise<boolean> {
  const known = async () => {
    const { rows } = await network.database.query(
      'select last_used_at is not null as known from control_plane.api_keys where name = $1',
      [`key-${secret}`],
    )
    return rows[0]?.known
  }
  await expect.poll(known).toBe(true)
  return true
}
