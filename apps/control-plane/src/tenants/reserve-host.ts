import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict } from '@mt/shared/http/problem'
import { Domain, type DomainKind } from './domain.entity.ts'
import type { Tenant } from './tenant.entity.ts'

/** Assigns a host to a tenant, in the transaction of `em`. Throws 409 if it belongs to another tenant. */
export async function reserveHost(
  em: EntityManager,
  tenant: Tenant,
  { host, kind }: { host: string; kind: DomainKind },
): Promise<void> {
  const known = await em.findOne(Domain, { host })
  if (known?.tenantId === tenant.id) return
  if (known) throw hostTaken(host)
  em.create(Domain, { host, tenantId: tenant.id, kind }, { persist: true })
  try {
    await em.flush()
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw hostTaken(host)
    throw error
  }
}

/** The problem of a host that another tenant has. */
export function hostTaken(host: string) {
  return conflict('host_taken', `${host} belongs to another tenant; choose another`)
}
