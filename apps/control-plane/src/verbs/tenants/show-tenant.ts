import type { WithOrm } from '../../database/open-orm.ts'
import { findTenant, noTenant } from '../../tenants/find-tenant.ts'
import { answerTenants, type TenantAnswer } from '../../tenants/tenant-answer.ts'

/** Finds a tenant by id or slug. Throws 404. */
export async function showTenant({ orm }: WithOrm, idOrSlug: string): Promise<TenantAnswer> {
  const em = orm.em.fork()
  const [answer] = await answerTenants(em, [await findTenant(em, idOrSlug)])
  if (!answer) throw noTenant(idOrSlug)
  return answer
}
