import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestNetwork, type TestNetwork } from '../testing/test-network.ts'
import { databaseProblem } from './lost-database.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

const failureOf = (sql: string) => network.database.query(sql).catch((error: unknown) => error)

describe('databaseProblem', () => {
  it.each([
    ['a statement that takes too long', 'set local statement_timeout = 1; select pg_sleep(60)'],
    ['a lock that somebody holds', "do $$ begin raise sqlstate '55P03'; end $$"],
    ['a deadlock', "do $$ begin raise sqlstate '40P01'; end $$"],
  ])('asks to come again after %s', async (_, sql) => {
    const error = await failureOf(sql)
    expect(databaseProblem(error)).toMatchObject({ status: 503 })
  })

  it('does not speak for a statement that is wrong', async () => {
    expect(databaseProblem(await failureOf('select wrong'))).toBeUndefined()
  })
})
