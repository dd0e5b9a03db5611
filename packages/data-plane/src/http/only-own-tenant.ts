import type { VerifyAssertion } from '@mt/shared/assertion'
import { TokenRefused } from '@mt/shared/signed-token'

/**
 * Accepts only the assertions of one tenant. Those of others already have another audience; this check
 * holds even if a signer makes a mistake.
 */
export function onlyOwnTenant(
  verify: VerifyAssertion,
  tenantId: string | undefined,
): VerifyAssertion {
  if (tenantId === undefined) return verify
  return async function verifyOwn(token) {
    const assertion = await verify(token)
    if (assertion.tenantId !== tenantId) throw new TokenRefused('this is another tenant’s service')
    return assertion
  }
}
