import { createHash } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { Problem } from '@mt/shared/http/problem'
import type { Actor } from '../audit/actor.ts'
import { lockTenant } from './find-tenant.ts'
import type { Tenant } from './tenant.entity.ts'
import { answerTenants, type TenantAnswer } from './tenant-answer.ts'

/** The tag of a tenant as it is told: another one as soon as anything that is told has changed. */
export function etagOf(answer: TenantAnswer): string {
  const hash = createHash('sha256').update(JSON.stringify(answer)).digest('base64url')
  return `"${hash.slice(0, 22)}"`
}

/** The tenant that a client wants changed. */
export interface WantedTenant {
  actor: Actor
  idOrSlug: string
  /** The ETags of which the tenant must have one, as If-Match names them. */
  ifMatch: string | undefined
}

/** That tenant, its row locked until the transaction of `em` ends. Throws 404, and 412 where it has changed since the client looked. */
export async function lockWanted(
  em: EntityManager,
  { idOrSlug, ifMatch }: WantedTenant,
): Promise<Tenant> {
  const tenant = await lockTenant(em, idOrSlug)
  await requireMatch(em, tenant, ifMatch)
  return tenant
}

async function requireMatch(
  em: EntityManager,
  tenant: Tenant,
  ifMatch: string | undefined,
): Promise<void> {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const [answer] = await answerTenants(em, [tenant])
  const wanted = ifMatch.split(',').map((tag) => tag.trim())
  if (answer && wanted.includes(etagOf(answer))) return
  throw new Problem(412, 'changed_meanwhile', 'Precondition failed', {
    detail: 'the tenant has changed since its ETag was read; read it again',
  })
}
