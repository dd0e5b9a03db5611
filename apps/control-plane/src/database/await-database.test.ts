import { createLogger } from '@mt/shared/logger'
import { testServers } from '@mt/shared/testing/servers'
import { describe, expect, it } from 'vitest'
import { startCuttableProxy } from '../testing/cuttable-proxy.ts'
import { newTestConfig } from '../testing/test-config.ts'
import { dropDatabase } from '../testing/test-network.ts'
import { awaitDatabase } from './await-database.ts'

describe('awaitDatabase', () => {
  it('waits for a server that comes later', async () => {
    const proxy = await startCuttableProxy(testServers().databaseUrl)
    await proxy.cut()
    const { config } = await newTestConfig()
    const lines: string[] = []
    const logger = createLogger('test', 'warn', { write: (line) => void lines.push(line) })
    const waiting = awaitDatabase({ ...config.database, maintenanceUrl: proxy.url }, logger)
    await expect.poll(() => lines.join('')).toContain('not there yet')
    await proxy.mend()
    await waiting
    await proxy.close()
    await dropDatabase(config.database)
  })

  it('does not wait where it is refused', async () => {
    const { config } = await newTestConfig()
    const maintenanceUrl = config.database.maintenanceUrl.replace(/\/\/[^@]*@/, '//nobody:wrong@')
    const refused = awaitDatabase(
      { ...config.database, maintenanceUrl },
      createLogger('test', 'silent'),
    )
    await expect(refused).rejects.toThrow(/nobody/)
  })
})
