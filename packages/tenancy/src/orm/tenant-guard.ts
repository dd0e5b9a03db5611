import type {
  AnyEntity,
  ChangeSet,
  EntityManager,
  EventSubscriber,
  FlushEventArgs,
} from '@mikro-orm/core'
import { tenantFilterName } from './tenant-entity.ts'

/** Code tried to read or write rows of another tenant, or to leave the tenant's filter or schema. */
export class LeavesTenant extends Error {
  override name = 'LeavesTenant'
}

/**
 * The part of the second wall that a filter cannot be: filters are conditions of statements, and the unit
 * of work writes by key. No flush writes, moves or removes a row of a tenant other than the scope's.
 */
export class TenantGuard implements EventSubscriber {
  async onFlush({ em, uow }: FlushEventArgs): Promise<void> {
    const tenantId = tenantOf(em)
    for (const changeSet of uow.getChangeSets()) check(tenantsOf(changeSet), tenantId)
  }
}

function tenantOf(em: EntityManager): string {
  const params = em.getFilterParams<{ tenantId?: string }>(tenantFilterName)
  if (!params?.tenantId) throw new LeavesTenant('no tenant is set')
  return params.tenantId
}

/** The tenants of the row, before and after, and of the rows that it refers to. */
function tenantsOf({ entity, originalEntity, meta }: ChangeSet<AnyEntity>): unknown[] {
  const references = meta.relations.map(({ name }) => tenantOfReference(entity[name]))
  const others = [originalEntity?.tenantId, ...references].filter((id) => id !== undefined)
  return [entity.tenantId, ...others]
}

/** The tenant of an entity or of a reference to one; undefined for anything else. */
function tenantOfReference(target: unknown): unknown {
  return typeof target === 'object' && target !== null && 'tenantId' in target
    ? target.tenantId
    : undefined
}

function check(tenants: unknown[], tenantId: string): void {
  if (tenants.some((id) => id !== tenantId)) throw new LeavesTenant('a row of another tenant')
}
