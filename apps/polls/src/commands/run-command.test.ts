import { runCommand } from '@mt/data-plane/commands/run-command'
import { testServers } from '@mt/shared/testing/servers'
import { type TenancyTestKit, tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entities } from '../entities.ts'
import { migrations, referenceMigrations } from '../migrations/index.ts'
import { commands } from './index.ts'

let kit: TenancyTestKit
const runner = () => ({ tenancy: kit.tenancy, commands })
const passwordHash = '$argon2id$not-a-real-one'

beforeAll(async () => {
  const { databaseUrl: url } = testServers()
  kit = await tenancyTestKit({ url, entities, migrations, referenceMigrations })
})

afterAll(() => kit[Symbol.asyncDispose]())

describe('runCommand', () => {
  it('works in its tenant alone', async () => {
    const mine = await kit.tenant('shared')
    const other = await kit.tenant('shared')
    const run = (name: string, args = {}) => runCommand(runner(), mine, { name, args })
    await run('create-admin', { username: 'root', email: 'root@example.org', passwordHash })
    expect(await run('seed', { polls: 3 })).toEqual({ polls: 3 })
    expect(await run('count')).toEqual({ users: 1, polls: 3, votes: 0 })
    expect(await runCommand(runner(), other, { name: 'count', args: {} })).toEqual({
      users: 0,
      polls: 0,
      votes: 0,
    })
    expect(await run('list-users')).toMatchObject({
      results: [{ username: 'root', role: 'admin' }],
    })
  })

  it('sets a password and ends the user’s sessions', async () => {
    const tenant = await kit.tenant('schema')
    const run = (name: string, args = {}) => runCommand(runner(), tenant, { name, args })
    await run('create-admin', { username: 'root', email: 'root@example.org', passwordHash })
    expect(await run('set-password', { username: 'root', passwordHash })).toMatchObject({
      username: 'root',
    })
    await expect(run('set-password', { username: 'nobody', passwordHash })).rejects.toMatchObject({
      status: 404,
    })
  })

  it.each(['drop-everything', 'constructor', '__proto__'])('has no command %s', async (name) => {
    const tenant = await kit.tenant('shared')
    const run = runCommand(runner(), tenant, { name, args: {} })
    await expect(run).rejects.toMatchObject({ status: 404, code: 'unknown_command' })
  })

  it('names the argument that is wrong', async () => {
    const tenant = await kit.tenant('shared')
    const run = runCommand(runner(), tenant, { name: 'seed', args: { polls: 'many' } })
    await expect(run).rejects.toMatchObject({ status: 422, errors: [{ field: 'polls' }] })
  })
})
