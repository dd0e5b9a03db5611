import { LockMode } from '@mikro-orm/core'
import type { WithOrm } from '../../database/open-orm.ts'
import type { Publisher } from '../../registry/publisher.ts'
import { recordChange } from '../../tenants/record-change.ts'
import { Tenant } from '../../tenants/tenant.entity.ts'

/** Tenants in one transaction: others who write the registry wait for it. */
const tenantsAtOnce = 50

/** Writes the registry's entries of all tenants of a plan anew. It can be begun again at any point. */
export async function applyPlan(
  context: WithOrm & { publisher: Pick<Publisher, 'wake'> },
  planId: string,
): Promise<void> {
  let after: string | undefined
  do {
    after = await applyToSome(context, planId, after)
    context.publisher.wake()
  } while (after !== undefined)
}

/** Resolves to the last tenant of a full page. */
async function applyToSome({ orm }: WithOrm, planId: string, after: string | undefined) {
  return orm.em.fork().transactional(async (em) => {
    const where = {
      planId,
      status: { $ne: 'purged' as const },
      ...(after ? { id: { $gt: after } } : {}),
    }
    const tenants = await em.find(Tenant, where, {
      orderBy: { id: 'asc' },
      limit: tenantsAtOnce,
      lockMode: LockMode.PESSIMISTIC_WRITE,
    })
    for (const tenant of tenants) await recordChange(em, tenant)
    return tenants.length === tenantsAtOnce ? tenants.at(-1)?.id : undefined
  })
}
