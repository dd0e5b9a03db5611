import { z } from 'zod'
import type { SigningKey, VerifyingKeys } from '../keys.ts'
import { openObject } from '../open-object.ts'
import { placementSchema } from '../placement.ts'
import { isPrivateUrl } from '../private-address.ts'
import { signToken, TokenRefused, verifyToken } from '../signed-token.ts'
import { tenantStatuses } from '../tenant.ts'

/**
 * The service of the tenant. A pooled service is named, and the gateway's configuration has its address; a
 * dedicated one brings its address, which is private. The name is the assertion's audience.
 */
const upstreamSchema = openObject({
  name: z.string().min(1),
  url: z.url().refine(isPrivateUrl, 'must be on loopback or on a private network').optional(),
})

/**
 * What a tenant may use: by these names at the gateway, by any other at the service. An absent limit is no
 * limit.
 */
const limitsSchema = z.looseObject({
  requestsPerSecond: z.number().positive().optional(),
  /** How many requests may come at once after a pause; at least those of one second. */
  burst: z.number().int().positive().optional(),
  /** Open streams count as well. */
  requestsInFlight: z.number().int().positive().optional(),
})

export type TenantLimits = z.infer<typeof limitsSchema>

const registryEntrySchema = openObject({
  host: z.string().min(1),
  tenantId: z.uuid(),
  slug: z.string(),
  status: z.enum(tenantStatuses),
  placement: placementSchema,
  upstream: upstreamSchema,
  /** Absent for tenants without limits. */
  limits: limitsSchema.optional(),
  /** The quotas that do not limit the tenant, whatever their default. Absent where there are none. */
  unlimited: z.array(z.string()).optional(),
  /** The tenant's present host, if this is an earlier one. */
  redirectTo: z.string().min(1).optional(),
  epoch: z.number().int().positive(),
  version: z.number().int().positive(),
})

/**
 * What the registry knows of one host. `version` only grows, over the whole registry, and outlives
 * deletion.
 */
export type RegistryEntry = z.infer<typeof registryEntrySchema>

/**
 * An entry does not expire: known tenants are served while the control plane is unavailable. Its version
 * shows which of two is newer.
 */
const kind = {
  typ: 'registry-entry',
  issuer: 'control-plane',
  audience: 'registry',
  maxLifeS: Infinity,
}

/**
 * An entry as it is published: signed, so that write access to Redis does not suffice to redirect a tenant.
 */
export function signEntry(key: SigningKey, entry: RegistryEntry): Promise<string> {
  return signToken(key, kind, { entry })
}

/**
 * Reads the entry in `token`, which must be for `host`. Throws TokenRefused for a forged or misplaced one.
 */
export async function verifyEntry(
  keys: VerifyingKeys,
  host: string,
  token: string,
): Promise<RegistryEntry> {
  const claims = await verifyToken(keys, kind, token)
  const parsed = registryEntrySchema.safeParse(claims.entry)
  if (!parsed.success) throw new TokenRefused('the entry is malformed')
  if (parsed.data.host !== host) throw new TokenRefused('the entry is for another host')
  return parsed.data
}
