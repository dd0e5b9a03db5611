import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import { it } from 'vitest'
import { oversee } from '../../isolation/parties.ts'

it('forgets a database', async () => {
  await using overseer = await oversee(testServers().databaseUrl, 'postgres')
  await overseer.run(`create database ${newDatabaseName('forgotten')}`)
})
