import { z } from 'zod'
import type { SigningKey, VerifyingKeys } from './keys.ts'
import { signToken, TokenRefused, verifyToken } from './signed-token.ts'

/** How long the capability for one internal call is valid. */
const internalCallLifeS = 30

const internalCallSchema = z.object({
  /** The one tenant that the call may touch; absent if it concerns none, or all, and changes nothing. */
  tenantId: z.uuid().optional(),
  operationId: z.uuid(),
  action: z.string().min(1),
})

/**
 * The capability for one action, on one tenant, for one operation. The control plane issues it to itself.
 */
export type InternalCall = z.infer<typeof internalCallSchema>

/** A capability is valid at one service: the pooled one, or a dedicated tenant's own. */
function kindOf(typ: 'internal-call' | 'plane-call', service: string) {
  return { typ, issuer: 'control-plane', audience: `${service}-internal` }
}

/** Signs the capability that a call to the internal API of `service` carries as its bearer token. */
export function signInternalCall(
  key: SigningKey,
  call: InternalCall,
  service: string,
): Promise<string> {
  return signToken(key, kindOf('internal-call', service), { ...call }, internalCallLifeS)
}

/**
 * Reads the capability of a bearer token. Throws TokenRefused if the token is forged, expired, incomplete
 * or for another service.
 */
export async function verifyInternalCall(
  keys: VerifyingKeys,
  token: string,
  service: string,
): Promise<InternalCall> {
  const claims = await verifyToken(keys, kindOf('internal-call', service), token)
  const parsed = internalCallSchema.safeParse(claims)
  if (!parsed.success) throw new TokenRefused('claims are missing')
  return parsed.data
}

const planeCallSchema = z.object({ action: z.string().min(1) })

/** The capability to read something about a service as a whole; it is valid for no tenant. */
export type PlaneCall = z.infer<typeof planeCallSchema>

/** Signs the capability for a call that concerns no tenant in particular. */
export function signPlaneCall(key: SigningKey, call: PlaneCall, service: string): Promise<string> {
  return signToken(key, kindOf('plane-call', service), { ...call }, internalCallLifeS)
}

/**
 * Reads the capability of a bearer token. Throws TokenRefused if the token is forged, expired, for a tenant
 * or for another service.
 */
export async function verifyPlaneCall(
  keys: VerifyingKeys,
  token: string,
  service: string,
): Promise<PlaneCall> {
  const claims = await verifyToken(keys, kindOf('plane-call', service), token)
  const parsed = planeCallSchema.safeParse(claims)
  if (!parsed.success) throw new TokenRefused('claims are missing')
  return parsed.data
}
