import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { Token } from './token.entity.ts'
import { User } from './user.entity.ts'

/** Ends every token of a user at once. */
export async function endSessions({ em, tenantId }: TenantScope, userId: string): Promise<void> {
  await em.nativeDelete(Token, { user: em.getReference(User, [tenantId, userId]) })
}
