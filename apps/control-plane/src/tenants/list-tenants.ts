import type { Context } from '../context.ts'
import { type PageQuery, pageOf } from '../http/cursor.ts'
import { Tenant } from './tenant.entity.ts'
import { answerTenants } from './tenant-answer.ts'

/** A page of the tenants, newest first. */
export async function listTenants({ orm }: Context, { cursor, limit }: PageQuery) {
  const em = orm.em.fork()
  const where = cursor === undefined ? {} : { id: { $lt: cursor } }
  const rows = await em.find(Tenant, where, { orderBy: { id: 'desc' }, limit: limit + 1 })
  const { results, next } = pageOf(rows, limit)
  return { results: await answerTenants(em, results), next }
}
