import { bearerToken } from '@mt/shared/http/bearer'
import { forbidden, unauthorized } from '@mt/shared/http/problem'
import { verifyAnyCapability, verifyCapability } from '@mt/shared/internal-api/capability'
import type { InternalRoute } from '@mt/shared/internal-api/internal-route'
import type { VerifyingKeys } from '@mt/shared/keys'
import { TokenRefused } from '@mt/shared/signed-token'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'

/** The callers that a service accepts. */
export interface InternalCallers {
  keys: VerifyingKeys
  /** The service that a capability must be for. */
  service: string
  /** The one tenant of a dedicated service. */
  tenantId: string | undefined
}

/**
 * Passes a call that the control plane signed for this action, this tenant and this service. Throws a 401
 * without such a capability, and a 403 for one that allows something else.
 */
export function requireCapability(
  { keys, service, tenantId: own }: InternalCallers,
  { 'x-capability': capability }: InternalRoute,
) {
  const verify = (c: Context) => verifyCapability(keys, capability, tokenOf(c), service)
  return createMiddleware(async function requireCapability(c, next) {
    const call = await verified(() => verify(c))
    const tenantId = c.req.param('tenantId')?.toLowerCase()
    if (call.action !== capability.action) throw forbidden(`the call is for ${call.action}`)
    if (call.tenantId !== tenantId) throw forbidden('the call is for another tenant')
    if (own && tenantId && tenantId !== own) throw forbidden('this service is another tenant’s')
    await next()
  })
}

/**
 * Passes calls with any capability for this service; the route checks what it allows. A caller without one
 * learns neither which paths exist nor what a valid call looks like: it gets a 401.
 */
export function requireAnyCapability({ keys, service }: InternalCallers) {
  return createMiddleware(async function requireAnyCapability(c, next) {
    await verified(() => verifyAnyCapability(keys, tokenOf(c), service))
    await next()
  })
}

function tokenOf(c: Context): string {
  return bearerToken(c.req.header('authorization')) ?? ''
}

async function verified<Call>(verify: () => Promise<Call>): Promise<Call> {
  try {
    return await verify()
  } catch (error) {
    if (error instanceof TokenRefused)
      throw unauthorized('internal calls come from the control plane')
    throw error
  }
}
