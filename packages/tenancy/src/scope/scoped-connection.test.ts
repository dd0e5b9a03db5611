import { testServers } from '@mt/shared/testing/servers'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ConnectionPools, type HeldConnection } from '../connections/connection-pools.ts'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import type { TenantIdentity } from './open-scope.ts'
import { ScopedConnection } from './scoped-connection.ts'

let kit: TenancyTestKit
let pools: ConnectionPools
let tenant: TenantIdentity
let held: HeldConnection
let connection: ScopedConnection

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
  tenant = await kit.tenant('shared')
  pools = new ConnectionPools({
    maxConnections: 1,
    acquireTimeoutMs: 60_000,
    idleTimeoutMs: 5_000,
    applicationName: 'one connection',
    onIdleError: () => {},
  })
})
afterAll(async () => {
  await pools.closeAll()
  await kit[Symbol.asyncDispose]()
})

const acquire = () => pools.acquire(kit.targets.serving(tenant.placement))
const query = CompiledQuery.raw('select pg_backend_pid() as pid, current_user as role')

beforeEach(async () => {
  held = await acquire()
  connection = new ScopedConnection(held, { tenant, mode: 'write', open: true })
  return () => held.release(true)
})

describe('ScopedConnection', () => {
  it('runs no statement before its transaction', async () => {
    await expect(connection.executeQuery(query)).rejects.toThrow('inside a tenant scope only')
    await expect(connection.control('select 1')).rejects.toThrow('inside a tenant scope only')
  })

  it.each(['commit', 'rollback'] as const)('runs no statement after %s', async (end) => {
    await connection.begin()
    await connection.executeQuery(query)
    await connection[end]()
    await expect(connection.executeQuery(query)).rejects.toThrow('inside a tenant scope only')
    await expect(connection.control('select 1')).rejects.toThrow('inside a tenant scope only')
  })

  it('is used again after a transaction that ended', async () => {
    await connection.begin()
    const before = await pidOf(held)
    await connection.commit()
    connection.release()
    const next = await acquire()
    expect(await pidOf(next)).toBe(before)
    next.release()
  })

  it('is closed when its transaction did not end', async () => {
    await connection.begin()
    const before = await pidOf(held)
    connection.release()
    const next = await acquire()
    expect(await pidOf(next)).not.toBe(before)
    next.release()
  })

  it('gives its slot back when it cannot begin', async () => {
    const stale = { tenant: { ...tenant, epoch: 2 }, mode: 'write', open: true } as const
    await expect(new ScopedConnection(held, stale).begin()).rejects.toThrow('epoch')
    const next = await acquire()
    next.release()
  })

  it('gives its slot back when it cannot end', async () => {
    await connection.begin()
    const pid = await pidOf(held)
    await kit.asSuperuser('postgres', `select pg_terminate_backend(${pid})`)
    await expect(connection.commit()).rejects.toThrow()
    const next = await acquire()
    next.release()
  })

  it('does not stream', async () => {
    await connection.begin()
    await expect(connection.streamQuery().next()).rejects.toThrow('does not stream')
  })
})

async function pidOf({ client }: HeldConnection): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid
}
