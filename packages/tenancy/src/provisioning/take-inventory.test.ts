import { ownerRole, servingRole } from '@mt/shared/roles'
import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'

let kit: TenancyTestKit

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
})
afterAll(() => kit[Symbol.asyncDispose]())

async function takeInventory() {
  const { clusters } = await kit.provisioner.inventory()
  return clusters[0]
}

describe('inventory', () => {
  it('lists the placements of every model, and their tenants', async () => {
    const tenants = Object.values(await kit.tenants())
    const found = await takeInventory()
    const entered = tenants.map(({ tenantId, placement: { model, ...names } }) => {
      return { tenantId, ...names, epoch: 1, state: 'serving' }
    })
    expect(found?.tenants).toEqual(expect.arrayContaining(entered))
    const own = tenants.filter(({ placement }) => placement.model !== 'shared')
    expect(found?.roles).toEqual(
      expect.arrayContaining(own.map(({ placement }) => servingRole(placement))),
    )
    expect(found?.schemas).toEqual(
      expect.arrayContaining(own.map(({ placement: { model, ...names } }) => names)),
    )
  })

  it('lists what somebody else left, and nothing of another platform', async () => {
    const name = newDatabaseName('t')
    const [mine, theirs] = [`${name}_mine`, `${name}_theirs`]
    await kit.asSuperuser('postgres', `create database ${mine} owner ${ownerRole(kit.database)}`)
    await kit.asSuperuser('postgres', `create database ${theirs}`)
    await kit.asSuperuser('postgres', `create role ${theirs}_tenant`)
    await kit.asSuperuser(kit.database, `create schema ${name}`)
    await kit.asSuperuser('postgres', `create role ${kit.database}_${name}`)
    try {
      const found = await takeInventory()
      expect(found?.databases).toContain(mine)
      expect(found?.schemas).toContainEqual({
        ...{ cluster: 'c1', database: kit.database, schema: name },
      })
      expect(found?.roles).toContain(`${kit.database}_${name}`)
      expect(JSON.stringify(found)).not.toContain(theirs)
    } finally {
      await kit.asSuperuser('postgres', `drop database ${mine}`)
      await kit.asSuperuser('postgres', `drop database ${theirs}`)
      await kit.asSuperuser('postgres', `drop role ${theirs}_tenant, ${kit.database}_${name}`)
    }
  })
})
