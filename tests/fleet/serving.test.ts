import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type Network, startNetwork } from '../network.ts'
import type { TenantClient, User } from '../tenant-client.ts'
import { begin, complete, ended, onboardAll, placeClient } from './fleet-kit.ts'
import { next, nextVersion, today } from './releases.ts'

let network: Network
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
  /** Ends it, and tells every answer that was not the expected one. */
  end(): Promise<{ refused: { status: number; retryAfter: unknown }[] }>
  /** How often it has asked. */
  asked(): number
}

/** A user who writes a poll and reads the list, again and again. */
function useTenant(tenant: TenantClient): Load {
  const token = users.get(tenant)?.token ?? ''
  const refused: { status: number; retryAfter: unknown }[] = []
  let isOver = false
  let asked = 0
  const using = (async () => {
    while (!isOver) {
      const wrote = await tenant.call('POST', '/polls', { token, body: { question: 'Which?' } })
      const read = await tenant.call('GET', '/polls', { token })
      for (const [{ status, headers }, wanted] of [
        [wrote, 201],
        [read, 200],
      ] as const) {
        asked += 1
        if (status !== wanted) refused.push({ status, retryAfter: headers['retry-after'] })
      }
    }
  })()
  return {
    async end() {
      isOver = true
      await using
      return { refused }
    },
    asked: () => asked,
  }
}

describe('a fleet that is migrated while it is used', () => {
  it('serves everybody without one error, whose DDL holds no lock for long', async () => {
    const loads = tenants.map(useTenant)
    const run = await complete(network, 'migrations', { where: { isolation: 'shared' } })
    expect(run).toMatchObject({ state: 'succeeded', target: nextVersion })
    const others = await complete(network, 'migrations', { where: { isolation: 'database' } })
    expect(others.state).toBe('succeeded')
    for (const load of loads) {
      expect((await load.end()).refused).toEqual([])
      expect(load.asked()).toBeGreaterThan(0)
    }
  })

  it('lets a tenant wait while its own DDL waits for a lock, and nobody else', async () => {
    const [locked, ...others] = tenants.slice(2, 6) as [TenantClient, ...TenantClient[]]
    const holder = await placeClient(network, locked)
    await holder.query('begin; lock table polls in access share mode')
    const { id } = await begin(network, 'migrations', {})
    const own = useTenant(locked)
    const loads = others.map(useTenant)
    await eventually(async () => expect(await waiters(holder)).toBeGreaterThan(0))
    const begun = loads.map((load) => load.asked())
    await eventually(async () => {
      for (const [each, load] of loads.entries())
        expect(load.asked()).toBeGreaterThan((begun[each] ?? 0) + 10)
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

/** How many sessions wait for a lock that this one holds. */
async function waiters(holder: Awaited<ReturnType<typeof placeClient>>): Promise<number> {
  const sql =
    'select count(*)::int as n from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))'
  return (await holder.query<{ n: number }>(sql)).rows[0]?.n ?? 0
}
