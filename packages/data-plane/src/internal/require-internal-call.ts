import { bearerToken } from '@mt/shared/http/bearer'
import { forbidden, unauthorized } from '@mt/shared/http/problem'
import { verifyInternalCall, verifyPlaneCall } from '@mt/shared/internal-call'
import type { VerifyingKeys } from '@mt/shared/keys'
import { TokenRefused } from '@mt/shared/signed-token'
import type { Context } from 'hono'

/** Whose internal calls a service takes. */
export interface InternalCallers {
  keys: VerifyingKeys
  /** The service that a right has to be for. */
  service: string
  /** The one tenant of a dedicated service. */
  tenantId: string | undefined
}

/**
 * Lets a call pass that the control plane signed for just this action on just this tenant, at this service.
 * Throws a 401 without such a right and a 403 with one for something else.
 */
export async function requireInternalCall(
  c: Context,
  { keys, service, tenantId: own }: InternalCallers,
  { action, tenantId }: { action: string; tenantId?: string },
): Promise<void> {
  const call = await verified(() => verifyInternalCall(keys, tokenOf(c), service))
  if (call.action !== action) throw forbidden(`the call is for ${call.action}`)
  if (call.tenantId !== tenantId) throw forbidden('the call is for another tenant')
  if (own && tenantId && tenantId !== own) throw forbidden('this service is another tenant’s')
}

/** The same for a call that concerns no tenant in particular. */
export async function requirePlaneCall(
  c: Context,
  { keys, service }: InternalCallers,
  action: string,
): Promise<void> {
  const call = await verified(() => verifyPlaneCall(keys, tokenOf(c), service))
  if (call.action !== action) throw forbidden(`the call is for ${call.action}`)
}

/** The same for any call at all: what it may do, its route finds out. Throws a 401 without a right. */
export async function requireAnyCall(
  c: Context,
  { keys, service }: InternalCallers,
): Promise<void> {
  const token = tokenOf(c)
  await verified(async () => {
    await verifyInternalCall(keys, token, service).catch(() =>
      verifyPlaneCall(keys, token, service),
    )
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
