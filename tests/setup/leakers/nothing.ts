import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import { Redis } from 'ioredis'
import { it } from 'vitest'
import { oversee } from '../../isolation/parties.ts'

it('removes what it has made', async () => {
  const redis = new Redis(testServers().redisUrl)
  await redis.set('removed:key', 'x')
  await redis.del('removed:key')
  redis.disconnect()
  await using overseer = await oversee(testServers().databaseUrl, 'postgres')
  const name = newDatabaseName('removed')
  await overseer.run(`create database ${name}`)
  await overseer.run(`drop database ${name}`)
})
