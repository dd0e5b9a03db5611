import { stat } from 'node:fs/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { startPostgres } from './postgres.ts'

async function query(url: string, text: string) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('startPostgres', () => {
  it('serves its data again after a SIGKILL', async () => {
    await using server = await startPostgres()
    await query(server.url, 'create table kept as select 42 as answer')
    await server.kill()
    await expect(query(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
    await server.restart()
    expect(await query(server.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it('is set up as the platform needs it, lets no stranger in, and leaves nothing on disk', async () => {
    const server = await startPostgres()
    const [settings] = await query(
      server.url,
      `select pg_encoding_to_char(encoding) as encoding, datlocale as locale,
         current_setting('wal_level') as log, 'Z' < 'a' as binary_order,
         current_setting('data_directory') as folder
       from pg_database where datname = 'template1'`,
    )
    const { folder, ...rest } = settings
    expect(rest).toEqual({
      encoding: 'UTF8',
      locale: 'C.UTF-8',
      log: 'logical',
      binary_order: true,
    })
    const stranger = new URL(server.url)
    stranger.password = 'wrong'
    await expect(query(stranger.href, 'select 1')).rejects.toThrow('password authentication failed')
    await server.stop()
    await expect(stat(folder)).rejects.toThrow('ENOENT')
  })
})
