import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres } from '@mt/infra/postgres'
import { faultOf } from '@mt/tenancy/database-errors'
import { passingProblem } from '@mt/tenancy/database-problem'
import pg from 'pg'
import { describe, expect, it } from 'vitest'

async function ask(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (error: unknown) => error,
  )

/** As after a failover that the address has not followed yet. */
describe('a standby', () => {
  it('is told from a fault of the statement, whatever it refuses', async () => {
    await using server = await startPostgres()
    await ask(server.url, 'create table kept (id int)')
    const [settings] = await ask(server.url, 'show data_directory')
    await writeFile(join(settings.data_directory, 'standby.signal'), '')
    await server.restart()
    for (const sql of ['start transaction read write', 'insert into kept values (1)']) {
      const error = await failureOf(ask(server.url, sql))
      expect(faultOf(error)).toBe('read-only')
      expect(passingProblem(error)?.status).toBe(503)
    }
    expect(await ask(server.url, 'select * from kept')).toEqual([])
  })
})
