import { createLogger } from '@mt/shared/logger'
import { faultOf } from '@mt/tenancy/database-errors'
import { passingProblem } from '@mt/tenancy/database-problem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entities } from '../entities.ts'
import { startTestNetwork, type TestNetwork } from '../testing/test-network.ts'
import { type Orm, openOrm } from './open-orm.ts'

let network: TestNetwork
let orm: Orm
beforeAll(async () => {
  network = await startTestNetwork()
  orm = await openOrm(network.config.database, createLogger('test', 'silent'), entities)
})
afterAll(async () => {
  await orm.close()
  await network.close()
})

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

const ask = (sql: string) => failureOf(orm.em.fork().execute(sql))

describe('the control plane’s ORM', () => {
  it.each([
    '25006',
    '25P03',
    '25P04',
    '40P01',
    '53100',
    '53200',
    '53400',
    '55P03',
    '57P05',
    '58030',
  ])('lets what SQLSTATE %s means be known', async (state) => {
    const error = await ask(`do $$ begin raise sqlstate '${state}'; end $$`)
    const headers = { 'retry-after': expect.any(String) }
    expect(passingProblem(error)).toMatchObject({ status: 503, headers })
  })

  it('lets it be known that a statement took too long', async () => {
    const sql = 'set local statement_timeout = 1; select pg_sleep(60)'
    expect(faultOf(await failureOf(network.database.query(sql)))).toBe('too-long')
  })

  it('lets it be known that the database takes no writes', async () => {
    const writing = orm.em
      .fork()
      .transactional((em) => em.execute('create table control_plane.never (id int)'), {
        readOnly: true,
      })
    expect(faultOf(await failureOf(writing))).toBe('read-only')
  })

  it('lets it be known that a connection was lost', async () => {
    const losing = orm.em.fork().transactional(async (em) => {
      await failureOf(em.execute('select pg_terminate_backend(pg_backend_pid())'))
      await em.execute('select 1')
    })
    expect(faultOf(await failureOf(losing))).toBe('away')
  })

  it('does not speak for a statement that is wrong', async () => {
    expect(passingProblem(await ask('select wrong'))).toBeUndefined()
  })
})
