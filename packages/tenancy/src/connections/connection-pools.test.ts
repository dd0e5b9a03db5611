import { testServers } from '@mt/shared/testing/servers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import {
  ConnectionPools,
  type ConnectionPoolsOptions,
  type ConnectionTarget,
  type HeldConnection,
} from './connection-pools.ts'

/** How long callers wait in vain; even a busy machine opens a connection in this time. */
const acquireTimeoutMs = 3_000

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
  pools = newPools()
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
    const brief = newPools({ acquireTimeoutMs })
    const [one, two] = [await brief.acquire(pooled), await brief.acquire(pooled)]
    one.release()
    one.release()
    const three = await brief.acquire(pooled)
    await expect(brief.acquire(pooled)).rejects.toThrow('in use')
    two.release()
    three.release()
    await brief.closeAll()
  })

  it('keeps to its cap over all databases', async () => {
    const brief = newPools({ acquireTimeoutMs })
    const held = [await brief.acquire(pooled), await brief.acquire(own)]
    await expect(brief.acquire(owner)).rejects.toThrow('in use')
    for (const { release } of held) release()
    const other = await brief.acquire(owner)
    expect(brief.size).toBeLessThanOrEqual(2)
    other.release()
    await brief.closeAll()
  })

  it('lets no holder wait for what another hoards', async () => {
    const wide = newPools({ maxConnections: 4 })
    const hoarded = [await wide.acquire(pooled, 'thor'), await wide.acquire(pooled, 'thor')]
    const waiting = wide.acquire(pooled, 'thor')
    const other = await wide.acquire(own, 'loki')
    expect(await whoIs(other)).toMatchObject({ database: own.database })
    for (const { release } of [...hoarded, other]) release()
    const third = await waiting
    third.release()
    await wide.closeAll()
  })

  it('gives idle connections back and forgets their pools', async () => {
    const brief = newPools({ idleTimeoutMs: 10 })
    const held = [await brief.acquire(pooled), await brief.acquire(own)]
    expect(brief.pools).toBe(2)
    for (const { release } of held) release()
    await expect.poll(() => brief.size + brief.pools).toBe(0)
    const again = await brief.acquire(own)
    expect(brief.size).toBe(1)
    again.release()
    await brief.closeAll()
  })

  it('waits for what is held before it is closed, and gives out nothing more', async () => {
    const draining = newPools()
    const held = await draining.acquire(pooled)
    const order: string[] = []
    const closing = draining.closeAll().then(() => order.push('closed'))
    await expect(draining.acquire(pooled)).rejects.toThrow('closed')
    expect(await whoIs(held)).toMatchObject({ database: pooled.database })
    order.push('released')
    held.release()
    await closing
    expect(order).toEqual(['released', 'closed'])
  })
})

function newPools(differing: Partial<ConnectionPoolsOptions> = {}) {
  return new ConnectionPools({
    maxConnections: 2,
    acquireTimeoutMs: 60_000,
    idleTimeoutMs: 5_000,
    applicationName: 'pools',
    onIdleError: () => {},
    ...differing,
  })
}

async function whoIs({ client }: HeldConnection) {
  const { rows } = await client.query(
    'select session_user as user, current_database() as database, pg_backend_pid() as pid',
  )
  return rows[0]
}
