import { ownerRole } from '@mt/shared/roles'
import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import { it } from 'vitest'
import { oversee } from '../../isolation/parties.ts'

it('forgets a database that is named after a tenant', async () => {
  await using overseer = await oversee(testServers().databaseUrl, 'postgres')
  const owner = ownerRole(newDatabaseName('forgotten'))
  await overseer.run(`create role ${owner}`)
  await overseer.run(`create database t_of_${owner} owner ${owner}`)
})
