import { createLogger } from '@mt/shared/logger'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entities } from '../entities.ts'
import { startTestNetwork, type TestNetwork } from '../testing/test-network.ts'
import { databaseUrl } from './create-database.ts'
import { migrate } from './migrate.ts'
import { openOrm } from './open-orm.ts'
import { openQueuePool } from './open-queue-pool.ts'
import { controlPlaneSchema } from './schema.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

async function migrateAnother(lines: string[]): Promise<void> {
  const { database } = network.config
  const logger = createLogger('test', 'info', { write: (line) => void lines.push(line) })
  const orm = await openOrm(database, logger, entities)
  const queuePool = openQueuePool(database, logger)
  await migrate(database, { orm, queuePool }, logger)
  await orm.close()
  await queuePool.end()
}

describe('migrate', () => {
  it('waits for another that migrates, and says so', async () => {
    const other = new pg.Client({ connectionString: databaseUrl(network.config.database) })
    await other.connect()
    await other.query(
      `begin; comment on schema ${controlPlaneSchema} is 'The control plane''s own'`,
    )
    const lines: string[] = []
    const migrated = migrateAnother(lines)
    await expect.poll(() => lines.join('')).toContain('waits for it')
    await other.query('commit')
    await migrated
    await other.end()
  })

  it('waits for nobody who may not own the schema, whatever locks he holds', async () => {
    const login = `${network.config.database.name}_guest`
    const { database } = network
    await database.query(`create role ${login} login password 'x'`)
    await database.query(`grant connect on database ${network.config.database.name} to ${login}`)
    const url = new URL(databaseUrl(network.config.database))
    Object.assign(url, { username: login, password: 'x' })
    const guest = new pg.Client({ connectionString: url.href })
    await guest.connect()
    await guest.query('begin; select pg_advisory_lock(7402001)')
    await guest.query('savepoint before')
    const commented = guest.query(`comment on schema ${controlPlaneSchema} is 'mine'`)
    await expect(commented).rejects.toThrow(/must be owner/)
    await guest.query('rollback to before')
    await migrateAnother([])
    await guest.end()
    await database.query(`drop owned by ${login}; drop role ${login}`)
  })
})
