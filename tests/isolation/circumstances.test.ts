import type { EntityManager } from '@mikro-orm/postgresql'
import { Poll } from '@mt/polls/polls/poll.entity'
import { testServers } from '@mt/shared/testing/servers'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import { quoteName } from '@mt/tenancy/sql/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelsOfTier } from '../tier.ts'
import { newParty, type Overseer, oversee, type Party } from './parties.ts'
import { databaseAlone, type Weakened } from './walls.ts'

/**
 * What happens to a connection before it serves the next tenant. All tests use one connection and code
 * without a filter, so that only the database and the scope's connection protect the tenants.
 */
describe.each(modelsOfTier('shared', 'schema'))('one connection in the model %s', (model) => {
  let weakened: Weakened
  let mine: Party
  let other: Party
  let me: TenantIdentity
  let they: TenantIdentity
  const overseers: Overseer[] = []

  beforeAll(async () => {
    weakened = await databaseAlone(1)
    me = await weakened.tenant(model)
    they = await weakened.tenant(model)
    mine = newParty(me.tenantId, me.placement.schema)
    other = newParty(they.tenantId, they.placement.schema)
    for (const [tenant, party] of [
      [me, mine],
      [they, other],
    ] as const) {
      const overseer = await oversee(testServers().databaseUrl, tenant.placement.database)
      await overseer.plant(party)
      overseers.push(overseer)
    }
  })
  afterAll(async () => {
    for (const overseer of overseers) await overseer[Symbol.asyncDispose]()
    await weakened[Symbol.asyncDispose]()
  })

  const asMe = <T>(work: (em: EntityManager) => Promise<T>) => weakened.as(me, mine.schema, work)
  const asThem = <T>(work: (em: EntityManager) => Promise<T>) =>
    weakened.as(they, other.schema, work)
  /** Everything that is visible to SQL without a condition. */
  const everything = (party: Party) => async (em: EntityManager) => {
    const rows = await em.execute<{ question: string }[]>(
      `select question from ${quoteName(party.schema)}.polls`,
    )
    return rows.map(({ question }) => question)
  }

  async function expectBothApart(): Promise<void> {
    expect(await asThem(everything(other))).toEqual([other.secret])
    expect(await asMe(everything(mine))).toEqual([mine.secret])
  }

  it('serves tenants one after another, each its own rows', async () => {
    const order = Array.from({ length: 40 }, (_, i) => i % 2 === 0)
    const seen = await Promise.all(
      order.map((my) => (my ? asMe(everything(mine)) : asThem(everything(other)))),
    )
    expect(seen).toEqual(order.map((my) => [my ? mine.secret : other.secret]))
  })

  it('keeps its tenant in nested transactions, committed or rolled back', async () => {
    const seen = await asMe(async (em) => {
      const inner = await em.transactional((nested) => everything(mine)(nested))
      const failed = em.transactional(async (nested) => {
        await nested.execute(`update ${quoteName(mine.schema)}.polls set question = 'undone'`)
        throw new Error('no')
      })
      await failed.catch(() => {})
      return [...inner, ...(await everything(mine)(em))]
    })
    expect(seen).toEqual([mine.secret, mine.secret])
    await expectBothApart()
  })

  it.each([
    ['an error', 'select 1 / 0'],
    ['a syntax error', 'selec'],
    ['a refused statement', 'create table public.mine (id int)'],
    ['a cancelled statement', 'select pg_cancel_backend(pg_backend_pid()), pg_sleep(5)'],
    ['its end by the server', 'select pg_terminate_backend(pg_backend_pid()), pg_sleep(1)'],
    ['its own commit', 'commit'],
    ['its own rollback', 'rollback'],
  ])('is clean after %s', async (_, statement) => {
    const hostile = asMe(async (em) => {
      await em.execute(statement)
      return everything(other)(em)
    })
    const seen = await hostile.catch(() => [])
    expect(seen).not.toContain(other.secret)
    await expectBothApart()
  })

  it('shows nothing once code has ended its transaction', async () => {
    const seen = asMe(async (em) => {
      await em.execute('commit')
      return everything(mine)(em)
    })
    expect(await seen.catch(() => [])).toEqual([])
  })

  it('is clean after a refused begin', async () => {
    const fenced = weakened.as({ ...me, epoch: 9 }, mine.schema, async () => {}, 'read')
    await expect(fenced).rejects.toThrow('epoch')
    await asMe((em) => em.execute(`update ${quoteName(mine.schema)}.polls set question = question`))
    await expectBothApart()
  })

  it('keeps neither role nor tenant after its transaction', async () => {
    await asMe(everything(mine))
    const { client, release } = await weakened.pools.acquire(
      weakened.kit.targets.serving(me.placement),
    )
    const { rows } = await client.query(
      `select current_user = session_user as bare, current_setting('app.tenant_id', true) as tenant`,
    )
    release()
    expect(rows).toEqual([{ bare: true, tenant: '' }])
  })

  it('forgets a tenant that was set for the session', async () => {
    await asMe((em) => em.execute(`set app.tenant_id = '${other.tenantId}'`))
    await expectBothApart()
    await asMe(async (em) => {
      await em.execute(`set session app.tenant_id = '${other.tenantId}'`)
      await em.execute('set session search_path = pg_catalog')
    })
    await expectBothApart()
  })

  it('gives nothing to work that outlives its scope', async () => {
    const gate = Promise.withResolvers<void>()
    let late: Promise<unknown> = Promise.resolve()
    await asMe(async (em) => {
      late = gate.promise.then(() => everything(mine)(em))
      late.catch(() => {})
    })
    await asThem(async (em) => {
      gate.resolve()
      await expect(late).rejects.toThrow(/transaction|tenant scope/i)
      expect(await everything(other)(em)).toEqual([other.secret])
    })
  })

  it('does not share an identity map between scopes', async () => {
    const poll = await asMe((em) => em.findOneOrFail(Poll, [mine.tenantId, mine.pollId]))
    const before = await overseers[1]?.rowsOf(other)
    const seen = await asThem(async (em) => {
      em.merge(poll)
      poll.question = 'carried over'
      await em.flush().catch(() => {})
      return em.find(Poll, {}, { refresh: true })
    }).catch(() => [])
    expect(seen.map(({ question }) => question)).not.toContain(mine.secret)
    expect(await overseers[1]?.rowsOf(other)).toBe(before)
    await expectBothApart()
  })

  it('refuses writes in a read', async () => {
    const write = weakened.as(me, mine.schema, (em) => em.execute('select 1'), 'read')
    await expect(write).resolves.toBeDefined()
    const smuggled = weakened.as(
      me,
      mine.schema,
      (em) => em.execute(`delete from ${quoteName(mine.schema)}.polls`),
      'read',
    )
    await expect(smuggled).rejects.toThrow(/read-only/)
    await expectBothApart()
  })
})
