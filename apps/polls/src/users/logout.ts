import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { Token } from './token.entity.ts'
import { hashToken } from './token.ts'

/** Ends one token at once. */
export async function logout({ em }: TenantScope, token: string): Promise<void> {
  await em.nativeDelete(Token, { tokenHash: hashToken(token) })
}
