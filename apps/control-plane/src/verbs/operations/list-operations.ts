import { z } from '@hono/zod-openapi'
import type { WithOrm } from '../../database/open-orm.ts'
import { Operation, operationStates } from '../../operations/record/operation.entity.ts'
import { answerOperation, operationAnswerSchema } from '../../operations/record/operation-answer.ts'
import { operationKinds } from '../../operations/record/operation-input.ts'
import { slugsOf } from '../../tenants/slugs-of.ts'
import { pageOf, pageQuery } from '../page.ts'

export const operationsQuery = pageQuery.extend({
  tenant: z.uuid().optional(),
  state: z.enum(operationStates).optional(),
  kind: z.enum(operationKinds).optional(),
})

export const listedOperationSchema = operationAnswerSchema
  .extend({ slug: z.string().openapi({ description: 'The present slug of the tenant' }) })
  .openapi('ListedOperation')

/** A page of operations, newest first, optionally of one tenant, in one state or of one kind. */
export async function listOperations({ orm }: WithOrm, query: z.infer<typeof operationsQuery>) {
  const { cursor, limit, tenant, state, kind } = query
  const where = {
    ...(cursor === undefined ? {} : { id: { $lt: cursor } }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
  }
  const order = { orderBy: { id: 'desc' }, limit: limit + 1 } as const
  const em = orm.em.fork()
  const { results, next } = pageOf(await em.find(Operation, where, order), limit)
  const slugs = await slugsOf(
    em,
    results.map(({ tenantId }) => tenantId),
  )
  const listed = results.map((operation) => ({
    ...answerOperation(operation),
    slug: slugs.get(operation.tenantId) ?? '',
  }))
  return { results: listed, next }
}
