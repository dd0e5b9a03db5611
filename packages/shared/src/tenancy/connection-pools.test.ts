import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testServers } from '../testing/servers.ts'
import { ConnectionPools, type ConnectionTarget, type HeldConnection } from './connection-pools.ts'
import { CreateNotes, Note } from './testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from './testing/tenancy-test-kit.ts'

let kit: TenancyTestKit
let pools: ConnectionPools
let pooled: ConnectionTarget
let own: ConnectionTarget
let owner: ConnectionTarget

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
  const [shared, database] = [await kit.tenant('shared'), await kit.tenant('database')]
  pooled = kit.targets.serving(shared.placement)
  own = kit.targets.serving(database.placement)
  owner = kit.targets.owner('c1', shared.placement.database)
})
afterAll(() => kit[Symbol.asyncDispose]())

beforeEach(() => {
  pools = new ConnectionPools({
    maxConnections: 2,
    acquireTimeoutMs: 300,
    idleTimeoutMs: 5_000,
    applicationName: 'pools',
    onIdleError: () => {},
  })
})
afterEach(() => pools.closeAll())

describe('ConnectionPools', () => {
  it('gives each login and each database connections of its own', async () => {
    for (const target of [pooled, owner, own, pooled, own]) {
      const held = await pools.acquire(target)
      const { user, database } = target
      expect(await whoIs(held)).toMatchObject({ user, database })
      held.release()
    }
  })

  it('uses a connection again, unless it is in doubt', async () => {
    const pids: unknown[] = []
    for (const discard of [false, true, false]) {
      const held = await pools.acquire(pooled)
      pids.push((await whoIs(held))?.pid)
      held.release(discard)
    }
    expect(pids[0]).toBe(pids[1])
    expect(pids[2]).not.toBe(pids[1])
  })

  it('gives a connection back once, however often it is released', async () => {
    const [one, two] = [await pools.acquire(pooled), await pools.acquire(pooled)]
    one.release()
    one.release()
    const three = await pools.acquire(pooled)
    await expect(pools.acquire(pooled)).rejects.toThrow('in use')
    two.release()
    three.release()
  })

  it('keeps to its cap over all databases', async () => {
    const held = [await pools.acquire(pooled), await pools.acquire(own)]
    await expect(pools.acquire(owner)).rejects.toThrow('in use')
    for (const { release } of held) release()
    const other = await pools.acquire(owner)
    expect(pools.size).toBeLessThanOrEqual(2)
    other.release()
  })
})

async function whoIs({ client }: HeldConnection) {
  const { rows } = await client.query(
    'select session_user as user, current_database() as database, pg_backend_pid() as pid',
  )
  return rows[0]
}
