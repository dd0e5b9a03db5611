import type { VerifyAssertion } from '@mt/shared/assertion'
import { TokenRefused } from '@mt/shared/signed-token'

/**
 * Takes the assertions of one tenant alone. Those of others are for another audience already; this holds
 * where a signer errs.
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
