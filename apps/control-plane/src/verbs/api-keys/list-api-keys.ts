import { ApiKey } from '../../api-keys/api-key.entity.ts'
import { answerApiKey } from '../../api-keys/api-key-answer.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { type PageQuery, pageOf } from '../page.ts'

/** A page of API keys, newest first, without their secrets. */
export async function listApiKeys({ orm }: WithOrm, { cursor, limit }: PageQuery) {
  const where = cursor === undefined ? {} : { id: { $lt: cursor } }
  const order = { orderBy: { id: 'desc' }, limit: limit + 1 } as const
  const { results, next } = pageOf(await orm.em.fork().find(ApiKey, where, order), limit)
  return { results: results.map(answerApiKey), next }
}
