import { z } from 'zod'
import type { SigningKey, VerifyingKeys } from './keys.ts'
import { signToken, TokenRefused, verifyToken } from './signed-token.ts'

/** How long the right to make one internal call holds. */
const internalCallLifeS = 30

const internalCallSchema = z.object({
  /** The one tenant that the call may touch; absent for what concerns none, or all, and changes nothing. */
  tenantId: z.uuid().optional(),
  operationId: z.uuid(),
  action: z.string().min(1),
})

/** The right to do one thing, to one tenant, for one operation; the control plane gives it to itself. */
export type InternalCall = z.infer<typeof internalCallSchema>

const kind = { typ: 'internal-call', issuer: 'control-plane', audience: 'polls-internal' }

/** Signs the right that a call to a data plane's internal API carries as its bearer token. */
export function signInternalCall(key: SigningKey, call: InternalCall): Promise<string> {
  return signToken(key, kind, { ...call }, internalCallLifeS)
}

/** The right that a bearer token carries. Throws TokenRefused when it is forged, ended or incomplete. */
export async function verifyInternalCall(
  keys: VerifyingKeys,
  token: string,
): Promise<InternalCall> {
  const parsed = internalCallSchema.safeParse(await verifyToken(keys, kind, token))
  if (!parsed.success) throw new TokenRefused('claims are missing')
  return parsed.data
}

const planeCallSchema = z.object({ action: z.string().min(1) })

/** The right to ask one thing about the data plane as a whole; it is good for no tenant. */
export type PlaneCall = z.infer<typeof planeCallSchema>

const planeKind = { ...kind, typ: 'plane-call' }

/** Signs the right to a call that concerns no tenant in particular. */
export function signPlaneCall(key: SigningKey, call: PlaneCall): Promise<string> {
  return signToken(key, planeKind, { ...call }, internalCallLifeS)
}

/** The right that a bearer token carries. Throws TokenRefused when it is forged, ended or for a tenant. */
export async function verifyPlaneCall(keys: VerifyingKeys, token: string): Promise<PlaneCall> {
  const parsed = planeCallSchema.safeParse(await verifyToken(keys, planeKind, token))
  if (!parsed.success) throw new TokenRefused('claims are missing')
  return parsed.data
}
