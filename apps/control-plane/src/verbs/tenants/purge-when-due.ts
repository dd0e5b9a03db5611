import { Problem } from '@mt/shared/http/problem'
import type { Actor } from '../../audit/actor.ts'
import { Operation } from '../../operations/record/operation.entity.ts'
import { Tenant } from '../../tenants/tenant.entity.ts'
import { retryOperation } from '../operations/retry-operation.ts'
import { changeLife, type LifeParts } from './change-life.ts'

/**
 * Purges a tenant after its grace period: begins a purge, or retries one that was given up. Does nothing if the
 * tenant was restored. Throws while another operation is in progress, so that the queue retries.
 */
export async function purgeWhenDue(context: LifeParts, actor: Actor, tenantId: string) {
  const em = context.orm.em.fork()
  const tenant = await em.findOne(Tenant, { id: tenantId })
  if (tenant?.status !== 'deleted' || !tenant.purgeAt || tenant.purgeAt > new Date()) return
  const [last] = await em.find(Operation, { tenantId }, { orderBy: { id: 'desc' }, limit: 1 })
  if (last?.kind === 'purge' && last.state === 'failed') {
    return retryOperation(context, actor, last.id)
  }
  try {
    await changeLife(context, { actor, idOrSlug: tenantId, ifMatch: undefined }, 'purge')
  } catch (error) {
    if (error instanceof Problem && error.code === 'wrong_status') return
    throw error
  }
}
