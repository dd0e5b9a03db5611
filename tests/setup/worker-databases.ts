import { workerMark } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import pg from 'pg'

/** One connection for all files of this worker. */
let pool: pg.Pool | undefined

/**
 * The databases that this worker has made on the tests' server: those whose name contains its mark, and those that
 * belong to the owner of one of them, as the databases of tenants do.
 */
export async function databasesOfWorker(): Promise<string[]> {
  pool ??= openPool()
  const { rows } = await pool.query<{ datname: string }>(sql, [workerMark()])
  return rows.map(({ datname }) => datname)
}

const sql = `
  select datname from pg_database
  where strpos(datname, $1) > 0 or strpos(pg_get_userbyid(datdba), $1) > 0
  order by datname`

/** An idle connection keeps no process alive, and is not counted among those that a file leaves open. */
function openPool(): pg.Pool {
  const connectionString = testServers().databaseUrl
  return new pg.Pool({ connectionString, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true })
}
