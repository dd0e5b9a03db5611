import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import type { Publisher } from '../../registry/publisher.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { lockTenant } from '../../tenants/find-tenant.ts'
import { recordGone } from '../../tenants/record-change.ts'

/** Removes a former host that has expired, so that others can take it. Does nothing if it has not. */
export async function releaseHost(
  { orm, publisher }: WithOrm & { publisher: Pick<Publisher, 'wake'> },
  actor: Actor,
  host: string,
): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const known = await em.findOne(Domain, { host })
    if (!known) return
    const tenant = await lockTenant(em, known.tenantId)
    const domain = await em.findOne(Domain, { host }, { refresh: true })
    if (domain?.kind !== 'former' || !domain.expiresAt || domain.expiresAt > new Date()) return
    const before = { host, kind: domain.kind }
    writeAudit(em, {
      ...{ actor, what: 'tenant.host_released', tenantId: tenant.id, before, after: null },
    })
    await recordGone(em, tenant, domain)
  })
  publisher.wake()
}
