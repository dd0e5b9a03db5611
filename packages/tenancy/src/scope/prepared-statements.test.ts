import { testServers } from '@mt/shared/testing/servers'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PreparedStatements } from './prepared-statements.ts'

describe('PreparedStatements', () => {
  const pool = new pg.Pool({ connectionString: testServers().databaseUrl, max: 1 })
  let client: pg.PoolClient
  let statements: PreparedStatements

  beforeAll(async () => {
    client = await pool.connect()
    statements = new PreparedStatements(client, false)
  })

  afterAll(async () => {
    client.release()
    await pool.end()
  })

  const run = (text: string) => client.query(statements.configOf(text, []))
  const known = async () => {
    const { rows } = await client.query(`select statement from pg_prepared_statements`)
    return rows.map(({ statement }) => statement)
  }

  it('names a text that is used a second time, always alike', () => {
    expect(statements.configOf('select 1 as a', []).name).toBeUndefined()
    const { name } = statements.configOf('select 1 as a', [])
    expect(name).toMatch(/^kit_[0-9a-f]{40}$/)
    expect(statements.configOf('select 1 as a', []).name).toBe(name)
    expect(statements.configOf('select 2 as a', []).name).toBeUndefined()
  })

  it('lets the server forget evicted statements', async () => {
    for (let i = 0; i < 2; i++) await run('select 3 as first')
    expect(await known()).toContain('select 3 as first')
    for (let i = 0; i < 100; i++) await run(`select ${i} as other`)
    await client.query(statements.takeEnded() ?? '')
    expect(await known()).toEqual([])
    for (let i = 0; i < 3; i++)
      expect((await run('select 3 as first')).rows).toEqual([{ first: 3 }])
  })

  it('names nothing behind a pooler', () => {
    const behind = new PreparedStatements(client, true)
    behind.configOf('select 4', [])
    expect(behind.configOf('select 4', []).name).toBeUndefined()
  })
})
