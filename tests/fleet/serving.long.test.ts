import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import type { TenantClient, User } from '../tenant-client.ts'
import { begin, complete, ended, onboardAll, placementClient } from './fleet-kit.ts'
import { next, nextVersion, today } from './releases.ts'

let network: OwnNetwork
let tenants: TenantClient[]
let users: Map<TenantClient, User>

beforeAll(async () => {
  network = await startNetwork({ tables: today })
  tenants = await onboardAll(network, { shared: 2, schema: 4, database: 2 })
  users = new Map(
    await Promise.all(tenants.map(async (tenant) => [tenant, await tenant.newUser()] as const)),
  )
  await network.releaseService(next)
})
afterAll(() => network[Symbol.asyncDispose]())

interface Load {
  /** Ends it and returns every unexpected answer. */
  end(): Promise<{ refused: { status: number; retryAfter: unknown }[] }>
  /** The number of its requests. */
  sent(): number
}

/** A user who repeatedly writes a poll and reads the list. */
function useTenant(tenant: TenantClient): Load {
  const token = users.get(tenant)?.token ?? ''
  const refused: { status: number; retryAfter: unknown }[] = []
  let isOver = false
  let sent = 0
  const using = (async () => {
    while (!isOver) {
      const wrote = await tenant.call('POST', '/polls', { token, body: { question: 'Which?' } })
      const read = await tenant.call('GET', '/polls', { token })
      for (const [{ status, headers }, expected] of [
        [wrote, 201],
        [read, 200],
      ] as const) {
        sent += 1
        if (status !== expected) refused.push({ status, retryAfter: headers['retry-after'] })
      }
    }
  })()
  return {
    async end() {
      isOver = true
      await using
      return { refused }
    },
    sent: () => sent,
  }
}

describe('a fleet that is migrated while it is used', () => {
  it('is served without errors if DDL holds no lock for long', async () => {
    const loads = tenants.map(useTenant)
    const run = await complete(network, 'migrations', { where: { isolation: 'shared' } })
    expect(run).toMatchObject({ state: 'succeeded', target: nextVersion })
    const others = await complete(network, 'migrations', { where: { isolation: 'database' } })
    expect(others.state).toBe('succeeded')
    for (const load of loads) {
      expect((await load.end()).refused).toEqual([])
      expect(load.sent()).toBeGreaterThan(0)
    }
  })

  it('delays only a tenant whose own DDL waits for a lock', async () => {
    const [locked, ...others] = tenants.slice(2, 6) as [TenantClient, ...TenantClient[]]
    const holder = await placementClient(network, locked)
    await holder.query('begin; lock table polls in access share mode')
    const { id } = await begin(network, 'migrations', {})
    const own = useTenant(locked)
    const loads = others.map(useTenant)
    await eventually(async () => expect(await waiters(holder)).toBeGreaterThan(0))
    const begun = loads.map((load) => load.sent())
    await eventually(async () => {
      for (const [each, load] of loads.entries())
        expect(load.sent()).toBeGreaterThan((begun[each] ?? 0) + 10)
    })
    expect(await waiters(holder)).toBeGreaterThan(0)
    for (const load of loads) expect((await load.end()).refused).toEqual([])
    await holder.query('rollback')
    expect(await ended(network, 'migrations', id)).toMatchObject({ state: 'succeeded' })
    const { refused } = await own.end()
    for (const refusal of refused) expect(refusal).toMatchObject({ status: 503, retryAfter: '1' })
    await holder.end()
  })
})

/** The number of sessions that wait for a lock of this one. */
async function waiters(holder: Awaited<ReturnType<typeof placementClient>>): Promise<number> {
  const sql =
    'select count(*)::int as n from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))'
  return (await holder.query<{ n: number }>(sql)).rows[0]?.n ?? 0
}
