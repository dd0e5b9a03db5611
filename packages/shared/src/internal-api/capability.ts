import { assertNever } from '../assert-never.ts'
import {
  signInternalCall,
  signPlaneCall,
  verifyInternalCall,
  verifyPlaneCall,
} from '../internal-call.ts'
import type { SigningKey, VerifyingKeys } from '../keys.ts'
import type { InternalRoute } from './internal-route.ts'

type Capability = InternalRoute['x-capability']

/** What a call concerns: its operation, and the tenant if its route names one. */
export interface CallSubject {
  tenantId?: string | undefined
  operationId: string
}

/**
 * Signs the capability for one call of a route at `service`. Rejects if the route needs a tenant and none
 * is given.
 */
export async function signCapability(
  key: SigningKey,
  { action, about }: Capability,
  { tenantId, operationId }: CallSubject,
  service: string,
): Promise<string> {
  switch (about) {
    case 'tenant':
      if (tenantId === undefined) throw new Error(`${action} needs a tenant, and none is given`)
      return signInternalCall(key, { tenantId, operationId, action }, service)
    case 'fleet':
      return signInternalCall(key, { operationId, action }, service)
    case 'service':
      return signPlaneCall(key, { action }, service)
    default:
      return assertNever(about)
  }
}

/**
 * Reads what the bearer token of a call allows: one action, and possibly on one tenant. Throws TokenRefused
 * if the token is forged, expired, incomplete, of another kind or for another service.
 */
export async function verifyCapability(
  keys: VerifyingKeys,
  { about }: Pick<Capability, 'about'>,
  token: string,
  service: string,
): Promise<{ action: string; tenantId?: string | undefined }> {
  return about === 'service'
    ? verifyPlaneCall(keys, token, service)
    : verifyInternalCall(keys, token, service)
}

/** Checks the token of a call of any kind. */
export async function verifyAnyCapability(
  keys: VerifyingKeys,
  token: string,
  service: string,
): Promise<void> {
  await verifyInternalCall(keys, token, service).catch(() => verifyPlaneCall(keys, token, service))
}
