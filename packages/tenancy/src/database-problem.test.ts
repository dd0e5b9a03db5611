import { pooledModels } from '@mt/shared/placement'
import { servingRole } from '@mt/shared/roles'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseProblem, servingProblem } from './database-problem.ts'
import type { TenantIdentity } from './scope/open-scope.ts'
import { quoteName } from './sql/sql.ts'
import { CreateNotes, Note } from './testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from './testing/tenancy-test-kit.ts'

let kit: TenancyTestKit

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
})

afterAll(() => kit[Symbol.asyncDispose]())

describe('servingProblem', () => {
  it.each(pooledModels)(
    'tells a tenant of the model %s without tables to come again',
    async (model) => {
      const tenant = await kit.tenant(model)
      const { database, schema } = tenant.placement
      await kit.asSuperuser(database, `alter schema ${quoteName(schema)} rename to put_aside`)
      const error = await readingOf(tenant)
      await kit.asSuperuser(database, `alter schema put_aside rename to ${quoteName(schema)}`)
      expect(servingProblem(error)).toMatchObject({ status: 503, headers: { 'retry-after': '30' } })
      await expect(readNotes(tenant)).resolves.toBe(0)
    },
  )

  it('does so where the tenant’s database is gone', async () => {
    const tenant = await kit.tenant('database')
    await kit.asSuperuser(kit.database, `drop database ${tenant.placement.database} with (force)`)
    const error = await readingOf(tenant)
    expect(servingProblem(error)?.status).toBe(503)
    expect(databaseProblem(error)).toBeUndefined()
  })

  it('does so where the role of a schema is gone', async () => {
    const tenant = await kit.tenant('schema')
    const { database } = tenant.placement
    const role = quoteName(servingRole(tenant.placement))
    await kit.asSuperuser(
      database,
      `alter role ${role} rename to ${quoteName(`${database}_aside`)}`,
    )
    const error = await readingOf(tenant)
    await kit.asSuperuser(
      database,
      `alter role ${quoteName(`${database}_aside`)} rename to ${role}`,
    )
    expect(servingProblem(error)?.status).toBe(503)
  })

  it('leaves faults of the code to who reads the log', () => {
    expect(servingProblem(new TypeError('undefined is not a function'))).toBeUndefined()
  })
})

function readNotes(tenant: TenantIdentity): Promise<number> {
  return kit.tenancy.read(tenant, ({ em }) => em.count(Note))
}

function readingOf(tenant: TenantIdentity): Promise<unknown> {
  return readNotes(tenant).then(
    () => undefined,
    (error: unknown) => error,
  )
}
