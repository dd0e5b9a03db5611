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

/** Whom a call is about, as far as its route says that it is about anybody. */
export interface CallSubject {
  tenantId?: string | undefined
  operationId: string
}

/** Signs the capability for one call of a route at `service`. Rejects when the call should name a tenant and does not. */
export async function signCapability(
  key: SigningKey,
  { action, about }: Capability,
  { tenantId, operationId }: CallSubject,
  service: string,
): Promise<string> {
  switch (about) {
    case 'tenant':
      if (tenantId === undefined) throw new Error(`${action} is about a tenant, and names none`)
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
 * What the bearer token of a call of this kind allows: one action, and on which tenant, if on any. Throws
 * TokenRefused when it is forged, has ended, is incomplete, of another kind or for another service.
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

/** The same for a call of whichever kind. */
export async function verifyAnyCapability(
  keys: VerifyingKeys,
  token: string,
  service: string,
): Promise<void> {
  await verifyInternalCall(keys, token, service).catch(() => verifyPlaneCall(keys, token, service))
}
