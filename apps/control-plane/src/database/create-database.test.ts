import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createDatabase } from './create-database.ts'

describe('createDatabase', () => {
  it('makes a database, once, that no other login may enter', async () => {
    const maintenanceUrl = testServers().databaseUrl
    const name = newDatabaseName('control_plane')
    const login = `${name}_tenant`
    const config = { maintenanceUrl, name, connectTimeoutMs: 60_000 } as Parameters<
      typeof createDatabase
    >[0]
    await Promise.all([createDatabase(config), createDatabase(config)])
    await createDatabase(config)
    const client = new pg.Client({ connectionString: maintenanceUrl })
    await client.connect()
    await client.query(`create role ${login} login`)
    const { rows } = await client.query(
      `select has_database_privilege('${login}', '${name}', 'connect') as enters`,
    )
    await client.query(`drop role ${login}`)
    await client.query(`drop database ${name}`)
    await client.end()
    expect(rows).toEqual([{ enters: false }])
  })

  it('closes one that somebody else made for it', async () => {
    const maintenanceUrl = testServers().databaseUrl
    const name = newDatabaseName('control_plane')
    const client = new pg.Client({ connectionString: maintenanceUrl })
    await client.connect()
    await client.query(`create database ${name}`)
    const config = { maintenanceUrl, name, connectTimeoutMs: 60_000 } as never
    await Promise.all([createDatabase(config), createDatabase(config)])
    const { rows } = await client.query(
      `select has_database_privilege('public', '${name}', 'connect') as enters`,
    )
    await client.query(`drop database ${name}`)
    await client.end()
    expect(rows).toEqual([{ enters: false }])
  })
})
