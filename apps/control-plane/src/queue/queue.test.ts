import { createLogger } from '@mt/shared/logger'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openQueuePool } from '../database/open-queue-pool.ts'
import { type CuttableProxy, startCuttableProxy } from '../testing/cuttable-proxy.ts'
import { startTestNetwork, type TestNetwork } from '../testing/test-network.ts'
import { startQueue } from './queue.ts'

let network: TestNetwork
let postgres: CuttableProxy
beforeAll(async () => {
  postgres = await startCuttableProxy(testServers().databaseUrl)
  network = await startTestNetwork()
})
afterAll(async () => {
  await network.close()
  await postgres.close()
})

async function addJob(task: string): Promise<void> {
  await network.database.query('select graphile_worker.add_job($1)', [task])
}

describe('startQueue', () => {
  it.each(['succeeds', 'fails'])(
    'continues after the database was unavailable when a job %s',
    async (outcome) => {
      const [ends, comes] = [`ends-${outcome}`, `comes-after-${outcome}`]
      const done: string[] = []
      const logger = createLogger('test', 'silent')
      const database = { ...network.config.database, maintenanceUrl: postgres.url }
      const pool = openQueuePool(database, logger)
      const queue = startQueue({
        ...{ pool, logger, pollMs: 50, crontab: '' },
        tasks: {
          async [ends]() {
            if (done.length === 0) await postgres.cut()
            done.push(ends)
            if (outcome === 'fails') throw new Error('fails on purpose')
          },
          async [comes]() {
            done.push(comes)
          },
        },
      })
      await addJob(ends)
      await expect.poll(() => done).toContain(ends)
      await postgres.mend()
      await addJob(comes)
      await expect.poll(() => done).toContain(comes)
      await queue.close()
      await pool.end()
    },
  )
})
