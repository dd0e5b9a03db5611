import { createHash } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { Problem } from '@mt/shared/http/problem'
import type { Tenant } from './tenant.entity.ts'
import { answerTenants, type TenantAnswer } from './tenant-answer.ts'

/** The ETag of a tenant's answer, which changes with every field of it. */
export function etagOf(answer: TenantAnswer): string {
  const hash = createHash('sha256').update(JSON.stringify(answer)).digest('base64url')
  return `"${hash.slice(0, 22)}"`
}

/** Throws 412 unless the tenant, which the caller has locked, has one of the ETags in `If-Match`. */
export async function requireMatch(
  em: EntityManager,
  tenant: Tenant,
  ifMatch: string | undefined,
): Promise<void> {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const [answer] = await answerTenants(em, [tenant])
  const accepted = ifMatch.split(',').map((tag) => tag.trim())
  if (answer && accepted.includes(etagOf(answer))) return
  throw new Problem(412, 'changed_meanwhile', 'Precondition failed', {
    detail: 'the tenant has changed since its ETag was read; read it again',
  })
}
