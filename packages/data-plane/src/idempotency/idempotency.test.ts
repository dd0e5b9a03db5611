import { Migration } from '@mikro-orm/migrations'
import type { Assertion } from '@mt/shared/assertion'
import { testServers } from '@mt/shared/testing/servers'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import { CreateNotes, Note } from '@mt/tenancy/testing/notes'
import { type TenancyTestKit, tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TenantEnv } from '../http/require-tenant.ts'
import { createIdempotency } from './idempotency.ts'
import { IdempotencyKey } from './idempotency-key.entity.ts'
import { idempotencyKeysTable } from './idempotency-keys-table.ts'

class CreateKeys extends Migration {
  override name = '0002-keys'

  override up(): void {
    for (const statement of idempotencyKeysTable()) this.addSql(statement)
  }
}

const entities = [Note, IdempotencyKey]
const idempotency = createIdempotency('a secret of the service')
const url = testServers().databaseUrl

let kit: TenancyTestKit
beforeAll(async () => {
  kit = await tenancyTestKit({ url, entities, migrations: [CreateNotes, CreateKeys] })
})
afterAll(() => kit[Symbol.asyncDispose]())

describe('once', () => {
  it('does the work once, and keeps the answer in the same transaction', async () => {
    const tenant = await kit.tenant('shared')
    const work = vi.fn(async () => ({ id: 1, text: 'first' }))
    const answers = [await send(tenant, { work }), await send(tenant, { work })]
    expect(answers.map(({ body }) => body)).toEqual([
      { id: 1, text: 'first' },
      { id: 1, text: 'first' },
    ])
    expect(answers.map(({ replayed }) => replayed)).toEqual([null, 'true'])
    expect(work).toHaveBeenCalledOnce()
  })

  it('does the work each time without a key', async () => {
    const tenant = await kit.tenant('shared')
    const work = vi.fn(async () => ({}))
    for (const _ of [1, 2]) await send(tenant, { work, key: undefined })
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('leaves no key of a request that failed', async () => {
    const tenant = await kit.tenant('schema')
    const work = vi.fn().mockRejectedValueOnce(new Error('died here')).mockResolvedValue({ id: 2 })
    await expect(send(tenant, { work })).rejects.toThrow('died here')
    expect((await send(tenant, { work })).body).toEqual({ id: 2 })
  })

  it('makes concurrent requests wait for the first', async () => {
    const tenant = await kit.tenant('database')
    const work = vi.fn(async () => ({ id: crypto.randomUUID() }))
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(tenant, { work })))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(work).toHaveBeenCalledOnce()
  })

  it.each([
    ['another body', { body: 'b' }],
    ['another path', { path: '/others' }],
  ])('refuses the key with %s', async (_, other) => {
    const tenant = await kit.tenant('shared')
    await send(tenant, {})
    await expect(send(tenant, other)).rejects.toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    })
  })

  it('keeps apart the keys of users, and of tenants that share tables', async () => {
    const [one, other] = [await kit.tenant('shared'), await kit.tenant('shared')]
    const work = vi.fn(async () => ({}))
    await send(one, { work })
    await send(one, { work, sender: 'bob' })
    await send(other, { work })
    expect(work).toHaveBeenCalledTimes(3)
  })

  it('forgets a key after a day, and removes what is older', async () => {
    const tenant = await kit.tenant('schema')
    const work = vi.fn(async () => ({}))
    for (const key of ['a', 'b', 'c']) await send(tenant, { work, key })
    const keys = `"${tenant.placement.schema}".idempotency_keys`
    const age = `update ${keys} set created_at = now() - interval '25 hours'`
    await kit.asSuperuser(kit.database, age)
    await send(tenant, { work, key: 'a', body: 'other' })
    expect(work).toHaveBeenCalledTimes(4)
    expect(await kit.asSuperuser(kit.database, `select from ${keys}`)).toHaveLength(1)
  })

  it('stores neither the key nor the request', async () => {
    const tenant = await kit.tenant('schema')
    await send(tenant, { key: 'a-key-of-mine', body: 'a-password', sender: 'alice-herself' })
    const keys = `"${tenant.placement.schema}".idempotency_keys`
    const rows = JSON.stringify(await kit.asSuperuser(kit.database, `select * from ${keys}`))
    expect(rows).not.toMatch(/a-key-of-mine|a-password|alice-herself/)
    const unkeyed = createIdempotency('another secret')
    await expect(send(tenant, { key: 'a-key-of-mine', by: unkeyed })).resolves.toBeDefined()
  })

  it('does the work each time while the table for keys is missing', async () => {
    await using earlier = await tenancyTestKit({ url, entities, migrations: [CreateNotes] })
    const tenant = await earlier.tenant('shared')
    const work = vi.fn(async () => ({}))
    for (const _ of [1, 2]) await send(tenant, { work, at: earlier })
    expect(work).toHaveBeenCalledTimes(2)
  })
})

interface Sent {
  work?: () => Promise<unknown>
  key?: string | undefined
  sender?: string
  path?: string
  body?: string
  by?: typeof idempotency
  at?: TenancyTestKit
}

/** Sends a request to a route that does its work once, and throws what the route throws. */
async function send(tenant: TenantIdentity, options: Sent) {
  const { work = async () => ({}), sender = 'alice', path = '/notes', body = 'a' } = options
  const { by = idempotency, at = kit } = options
  const key = 'key' in options ? options.key : 'key'
  const thrown = Promise.withResolvers<never>()
  const app = new Hono<TenantEnv>()
    .onError((error, c) => {
      thrown.reject(error)
      return c.body(null, 500)
    })
    .post('*', async (c) => {
      c.set('tenant', { ...tenant, slug: 'thor' } satisfies Assertion)
      const made = await at.tenancy.write(tenant, (scope) => by.once(c, { scope, sender }, work))
      return c.json(made as object, 201)
    })
  const headers = key === undefined ? {} : { 'idempotency-key': key }
  const answered = Promise.resolve(app.request(path, { method: 'POST', headers, body }))
  const answer = await Promise.race([answered, thrown.promise])
  return { body: await answer.json(), replayed: answer.headers.get('idempotency-replayed') }
}
