import { bearerToken } from '@mt/shared/http/bearer'
import { forbidden, unauthorized } from '@mt/shared/http/problem'
import { verifyAnyCapability, verifyCapability } from '@mt/shared/internal-api/capability'
import type { InternalRoute } from '@mt/shared/internal-api/internal-route'
import type { VerifyingKeys } from '@mt/shared/keys'
import { TokenRefused } from '@mt/shared/signed-token'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'

/** Whose internal calls a service takes. */
export interface InternalCallers {
  keys: VerifyingKeys
  /** The service that a capability has to be for. */
  service: string
  /** The one tenant of a dedicated service. */
  tenantId: string | undefined
}

/**
 * Lets a call of a route pass that the control plane signed for just this action on just this tenant, at
 * this service. Throws a 401 without such a capability and a 403 with one for something else.
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
 * Lets calls with any capability at this service pass; what it allows, the route checks. A caller without
 * one learns neither which paths there are nor what a well-formed call looks like. Throws a 401 without one.
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
