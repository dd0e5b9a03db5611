import { createHmac } from 'node:crypto'
import { Problem } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { deleteFrom, insertInto, sql, table, update } from '@mt/tenancy/sql/scoped-query'
import { quoteName } from '@mt/tenancy/sql/sql'
import type { Context } from 'hono'
import type { TenantEnv } from '../http/require-tenant.ts'

/**
 * Does the work of a repeated request only once. A client that got no answer does not know whether its
 * request was carried out. If it sent an `Idempotency-Key`, it may send the request again within a day, and
 * gets the first answer. The key is claimed, and the answer stored, in the transaction that does the work:
 * of concurrent requests, one works and the others wait for its answer, and a request that was refused or
 * died half-way leaves no key behind.
 *
 * A key belongs to its `sender`. Answers are stored as they are, so a route that returns a secret must not
 * use this. A service that uses it lists IdempotencyKey among its entities. While the fleet is being
 * migrated, a placement may lack the table; each request there is carried out as often as it is sent.
 */
export interface Idempotency {
  /**
   * Runs `work`, unless the request's key already has an answer. Throws a 422 for a key of another request.
   */
  once<T>(
    c: Context<TenantEnv>,
    request: { scope: TenantScope; sender: string },
    work: () => Promise<T>,
  ): Promise<T>
  /**
   * The stored answer, if there is one, to be looked up before work that no transaction should wait for.
   */
  recall<T>(
    c: Context<TenantEnv>,
    request: { scope: TenantScope; sender: string },
  ): Promise<{ answer: T } | undefined>
}

const keptFor = '1 day'

/** How many expired keys each claim removes: more than are added. */
const removedAtOnce = 100

const keysTable = 'idempotency_keys'

interface Claim {
  keyHash: string
  requestHash: string
}

interface KnownKey {
  request_hash: string
  answer: string
}

/** Without `secret`, the stored hashes cannot be used to guess passwords that were in a body. */
export function createIdempotency(secret: string): Idempotency {
  const hash = (...parts: string[]) =>
    createHmac('sha256', `idempotency ${secret}`).update(JSON.stringify(parts)).digest('hex')

  async function claimOf(
    c: Context<TenantEnv>,
    { scope, sender }: { scope: TenantScope; sender: string },
  ): Promise<Claim | undefined> {
    const key = c.req.header('idempotency-key')
    if (key === undefined || !(await hasTable(c, scope))) return undefined
    const { method, path } = c.req
    return {
      keyHash: hash(scope.tenantId, sender, key),
      requestHash: hash(scope.tenantId, method, path, await c.req.text()),
    }
  }

  return {
    async once(c, request, work) {
      const claim = await claimOf(c, request)
      if (!claim) return work()
      const { scope } = request
      if (!(await take(scope, claim))) return replay(c, await find(scope, claim))
      const answer = await work()
      await keep(scope, claim, answer)
      return answer
    },
    async recall(c, request) {
      const claim = await claimOf(c, request)
      const known = claim && (await find(request.scope, claim))
      return known && { answer: replay(c, known) }
    },
  }
}

/** Whether the placement has been migrated far enough. */
async function hasTable(c: Context<TenantEnv>, { query }: TenantScope): Promise<boolean> {
  const name = `${quoteName(c.var.tenant.placement.schema)}.${quoteName(keysTable)}`
  const [found] = await query<{ there: boolean }>(
    sql`select to_regclass(${name}) is not null as there`,
  )
  return found?.there === true
}

/** Resolves to whether this request now has the key. Waits for another request that is working under it. */
async function take({ query }: TenantScope, { keyHash, requestHash }: Claim): Promise<boolean> {
  const ended = sql`now() - ${keptFor}::interval`
  const row = sql`select ${newId()}::uuid, ${keyHash}, ${requestHash}, now()`
  const claimed = await query(sql`
    with removed as (${deleteFrom(
      keysTable,
      sql`id in (
        select k.id from ${table(keysTable)} k where k.created_at < ${ended} and k.key_hash <> ${keyHash}
        order by k.created_at limit ${removedAtOnce} for update skip locked)`,
    )})
    ${insertInto(keysTable, ['id', 'key_hash', 'request_hash', 'created_at'], row)}
    on conflict (tenant_id, key_hash) do update
      set request_hash = excluded.request_hash, created_at = excluded.created_at, answer = null
      where idempotency_keys.created_at < ${ended}
    returning id`)
  return claimed.length > 0
}

async function keep({ query }: TenantScope, { keyHash }: Claim, answer: unknown): Promise<void> {
  const set = sql`answer = ${JSON.stringify(answer)}`
  await query(sql`${update(keysTable, { set, where: sql`key_hash = ${keyHash}` })}`)
}

/** Throws a 422 if the key belongs to another request. */
async function find(
  { query }: TenantScope,
  { keyHash, requestHash }: Claim,
): Promise<KnownKey | undefined> {
  const [known] = await query<KnownKey>(sql`
    select k.request_hash, k.answer from ${table(keysTable)} k
    where k.key_hash = ${keyHash} and k.created_at >= now() - ${keptFor}::interval`)
  if (known && known.request_hash !== requestHash) throw keyReused()
  return known
}

function replay<T>(c: Context, known: KnownKey | undefined): T {
  if (!known) throw new Error('a key that was taken has no answer')
  c.header('idempotency-replayed', 'true')
  return JSON.parse(known.answer)
}

function keyReused(): Problem {
  return new Problem(422, 'idempotency_key_reused', 'The key belongs to another request', {
    detail: 'send a new Idempotency-Key with a new request',
  })
}
