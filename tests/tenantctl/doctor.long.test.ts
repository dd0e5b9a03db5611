import { randomBytes } from 'node:crypto'
import { testServers } from '@mt/shared/testing/servers'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import type { TenantClient } from '../tenant-client.ts'
import { type Tenantctl, tenantctlOf } from './tenantctl.ts'

interface Examination {
  findings: { code: string; subject: string; fix: string }[]
}

// Each call starts a process.
let network: OwnNetwork
let tenantctl: Tenantctl
let tenant: TenantClient
let redis: Redis
/** The pooled database of this network. */
let polls: string
let tenantId: string

beforeAll(async () => {
  network = await startNetwork()
  tenantctl = tenantctlOf(network)
  redis = new Redis(network.redis.url)
  tenant = await network.onboard({ isolation: 'schema' })
  await Promise.all([
    network.onboard({ isolation: 'shared' }),
    network.onboard({ isolation: 'database' }),
  ])
  const { body } = await network.operate('GET', `/v1/tenants/${tenant.slug}`)
  const { id, placement } = body as { id: string; placement: { database: string } }
  polls = placement.database
  tenantId = id
})
afterAll(async () => {
  redis.disconnect()
  await network[Symbol.asyncDispose]()
})

/** Findings that tenants and databases of other tests may cause on the same server. */
const ofOthersToo = new Set(['role_without_tenant', 'database_open'])

/** The findings about this network. */
async function findings(): Promise<Examination['findings']> {
  const found = (await tenantctl(['doctor', '--json'])).json<Examination>().findings
  return found.filter(({ code, subject }) => !ofOthersToo.has(code) || isOurs(subject))
}

function isOurs(subject: string): boolean {
  return subject.includes(polls) || subject.includes('doctor')
}

async function sql(statement: string, database?: string): Promise<void> {
  const url = new URL(testServers().databaseUrl)
  if (database) url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

describe('tenantctl doctor', () => {
  it('finds nothing if nothing is wrong', async () => {
    await eventually(async () => expect(await findings()).toEqual([]))
  })

  it('finds a schema, a database and a role of no tenant', async () => {
    const name = `t_doctor${randomBytes(4).toString('hex')}`
    await sql(`create schema ${name}`, polls)
    await sql(`create database ${name} owner ${polls}_owner`)
    await sql(`create role ${polls}_${name}`)
    await sql(`create role ${name}_tenant`)
    try {
      const ended = await tenantctl(['doctor'])
      expect(ended.code).toBe(1)
      const found = await findings()
      expect(found.map(({ code, subject }) => `${code} ${subject}`).sort()).toEqual([
        `database_without_tenant c1/${name}`,
        `role_without_tenant c1/${polls}_${name}`,
        `role_without_tenant c1/${name}_tenant`,
        `schema_without_tenant c1/${polls}/${name}`,
      ])
      // The proposed fixes work.
      for (const { fix, code } of found) {
        const database = code === 'schema_without_tenant' ? polls : undefined
        await sql(fix.replace(/^.*?: (?=drop)/, ''), database)
      }
      expect(await findings()).toEqual([])
    } finally {
      await sql(`drop database if exists ${name}`)
      await sql(`drop role if exists ${polls}_${name}, ${name}_tenant`)
    }
  })

  it('finds an unknown, a missing and a forged entry in Redis', async () => {
    const key = `registry:host:${tenant.host}`
    const stray = `registry:host:stray.${network.baseDomain}`
    const entry = await redis.hgetall(key)
    await redis.hset(stray, entry)
    await redis.del(key)
    const codes = async () => (await findings()).map(({ code, subject }) => `${code} ${subject}`)
    expect((await codes()).sort()).toEqual([
      `registry_entry_unverified stray.${network.baseDomain}`,
      `registry_host_missing ${tenant.host}`,
      `registry_host_unknown stray.${network.baseDomain}`,
    ])
    await redis.del(stray)
    await redis.hset(key, { ...entry, entry: `${entry.entry}x` })
    expect(await codes()).toEqual([`registry_entry_unverified ${tenant.host}`])
    await redis.hset(key, { ...entry, version: '1' })
    expect(await codes()).toEqual([`registry_entry_stale ${tenant.host}`])
    await redis.hset(key, entry)
  })

  it('finds rows of no tenant in the shared schema', async () => {
    const stranger = crypto.randomUUID()
    await sql(`insert into shared.placements (tenant_id, epoch) values ('${stranger}', 1)`, polls)
    expect(await findings()).toMatchObject([
      { code: 'rows_without_tenant', subject: `c1/${polls}/shared/${stranger}` },
    ])
    await sql(`delete from shared.placements where tenant_id = '${stranger}'`, polls)
  })

  it('finds a tenant that its placement does not know, or refuses', async () => {
    const { body } = await network.operate('GET', `/v1/tenants/${tenantId}`)
    const { schema } = (body as { placement: { schema: string } }).placement
    await sql(`update ${schema}.placements set state = 'fenced'`, polls)
    expect(await findings()).toMatchObject([{ code: 'state_differs', subject: tenant.slug }])
    await sql(`update ${schema}.placements set state = 'serving', epoch = 7`, polls)
    expect(await findings()).toMatchObject([{ code: 'epoch_differs', subject: tenant.slug }])
    await sql(`delete from ${schema}.placements`, polls)
    expect(await findings()).toMatchObject([{ code: 'tenant_not_entered', subject: tenant.slug }])
  })

  it('reports that Redis is unavailable, and continues', async () => {
    redis.disconnect()
    await network.redis.stop()
    expect((await findings()).map(({ code }) => code)).toEqual(['tenant_not_entered', 'redis_away'])
  })
})
