import type { WithOrm } from '../../database/open-orm.ts'
import { IdempotencyKey } from './idempotency-key.entity.ts'

export interface StoredAnswer {
  status: number
  headers: Record<string, string>
  body: unknown
}

interface Claim {
  who: string
  key: string
  requestHash: string
}

/** How long an answer is kept, and how long a request may take before its process counts as dead. */
const keptForMs = 24 * 60 * 60 * 1_000
const claimHoldsMs = 60_000

/** Claims a key for a new request, or returns the state or answer of the first request with this key. */
export async function claimKey(
  { orm }: WithOrm,
  { who, key, requestHash }: Claim,
): Promise<StoredAnswer | 'claimed' | 'busy' | 'different'> {
  const em = orm.em.fork()
  const inserted = await em.execute<unknown[]>(
    `insert into control_plane.idempotency_keys as known (who, key, request_hash, created_at)
    values (?, ?, ?, now())
    on conflict (who, key) do update
      set request_hash = excluded.request_hash, created_at = now(), status = null, body = null
      where known.created_at < now() - ? * interval '1 ms'
        or (known.status is null and known.created_at < now() - ? * interval '1 ms')
    returning 1`,
    [who, key, requestHash, keptForMs, claimHoldsMs],
  )
  if (inserted.length > 0) return 'claimed'
  const known = await em.findOne(IdempotencyKey, { who, key })
  if (!known) return 'busy'
  if (known.requestHash !== requestHash) return 'different'
  if (known.status === null || known.status === undefined) return 'busy'
  return { status: known.status, headers: known.headers ?? {}, body: known.body ?? null }
}

export async function keepAnswer(
  { orm }: WithOrm,
  { who, key }: Pick<Claim, 'who' | 'key'>,
  answer: StoredAnswer,
): Promise<void> {
  await orm.em.fork().nativeUpdate(IdempotencyKey, { who, key }, answer)
}

/** Releases the key of a failed request, which may then be repeated. */
export async function forgetAnswer(
  { orm }: WithOrm,
  { who, key }: Pick<Claim, 'who' | 'key'>,
): Promise<void> {
  await orm.em.fork().nativeDelete(IdempotencyKey, { who, key })
}

/** Removes expired answers. */
export async function removeOldAnswers({ orm }: WithOrm): Promise<void> {
  const before = new Date(Date.now() - keptForMs)
  await orm.em.fork().nativeDelete(IdempotencyKey, { createdAt: { $lt: before } })
}
