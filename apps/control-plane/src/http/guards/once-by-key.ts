import { createHmac } from 'node:crypto'
import { conflict, invalid, Problem } from '@mt/shared/http/problem'
import type { Context as RequestContext } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { WithOrm } from '../../database/open-orm.ts'
import type { AppEnv } from './router.ts'
import { claimKey, forgetAnswer, keepAnswer, type StoredAnswer } from './stored-answers.ts'

export interface OnceParts extends WithOrm {
  /** The key of the stored hashes: without it they do not reveal which request was sent. */
  config: { idempotency: { pepper: string } }
}

const maxKeyLength = 255
const keptHeaders = ['location', 'etag', 'content-type']

/**
 * A request with an `Idempotency-Key` that succeeded is not executed again if it is repeated within a
 * day: it gets the same answer. The same key with another request is answered with 422, and with 409
 * while the first request is in progress. A refused request changed nothing and is not stored.
 *
 * Of a request only a keyed hash is stored, so that passwords in it cannot be guessed from the database;
 * of an answer everything except the fields that the handler has marked as secret.
 */
export function onceByKey(context: OnceParts) {
  return createMiddleware<AppEnv>(async function once(c, next) {
    const key = c.req.header('idempotency-key')
    if (key === undefined) return next()
    if (key === '' || key.length > maxKeyLength) throw badKey()
    const claim = {
      who: c.get('actor').name,
      key,
      requestHash: await hashOf(c, context.config.idempotency.pepper),
    }
    const found = await claimKey(context, claim)
    if (found === 'busy')
      throw conflict(
        'idempotency_key_in_use',
        'the first request with this key is still in progress; repeat it later',
      )
    if (found === 'different') throw keyReused()
    if (found !== 'claimed') return replay(found)
    await runOnce(context, c, { claim, next })
  })
}

async function runOnce(
  context: OnceParts,
  c: RequestContext<AppEnv>,
  { claim, next }: { claim: { who: string; key: string }; next: () => Promise<void> },
): Promise<void> {
  let answered = false
  try {
    await next()
    if (!c.error && c.res.ok) {
      await keepAnswer(context, claim, await storedForm(c))
      answered = true
    }
  } finally {
    if (!answered) await forgetAnswer(context, claim)
  }
}

async function storedForm(c: RequestContext<AppEnv>): Promise<StoredAnswer> {
  const text = await c.res.clone().text()
  const headers = keptHeaders.flatMap((name) => {
    const value = c.res.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return {
    status: c.res.status,
    headers: Object.fromEntries(headers),
    body: text === '' ? null : withoutSecrets(JSON.parse(text), c.get('secretFields') ?? []),
  }
}

function withoutSecrets(body: object, secretFields: string[]): unknown {
  return { ...body, ...Object.fromEntries(secretFields.map((field) => [field, null])) }
}

function replay({ status, headers, body }: StoredAnswer): Response {
  return new Response(body === null ? null : JSON.stringify(body), {
    status,
    headers: { ...headers, 'idempotency-replayed': 'true' },
  })
}

async function hashOf(c: RequestContext, pepper: string): Promise<string> {
  const { method, path } = c.req
  const text = JSON.stringify([method, path, await c.req.text()])
  return createHmac('sha256', pepper).update(text).digest('hex')
}

function badKey(): Problem {
  const message = `must have 1 to ${maxKeyLength} characters`
  return invalid({ field: 'Idempotency-Key', message })
}

function keyReused(): Problem {
  return new Problem(422, 'idempotency_key_reused', 'The key was used with another request', {
    detail: 'send each new request with a new Idempotency-Key',
  })
}
