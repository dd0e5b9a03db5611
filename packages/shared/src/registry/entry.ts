import { z } from 'zod'
import type { SigningKey, VerifyingKeys } from '../keys.ts'
import { openObject } from '../open-object.ts'
import { placementSchema } from '../placement.ts'
import { isPrivateUrl } from '../private-address.ts'
import { signToken, TokenRefused, verifyToken } from '../signed-token.ts'
import { tenantStatuses } from '../tenant.ts'

/** Who serves the tenant. A pooled service is named, and a gateway's configuration says where it is; a dedicated one brings its address, which is no public one. The name is the assertion's audience. */
const upstreamSchema = openObject({
  name: z.string().min(1),
  url: z.url().refine(isPrivateUrl, 'must be on loopback or on a private network').optional(),
})

/** What a tenant may use: of the gateway by these names; by any other, of the service behind it. What is absent is not limited. */
const limitsSchema = z.looseObject({
  requestsPerSecond: z.number().positive().optional(),
  /** How many requests may come at once after a pause; at least those of one second. */
  burst: z.number().int().positive().optional(),
  /** Open streams count too. */
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
  /** Absent in entries of tenants without limits. */
  limits: limitsSchema.optional(),
  /** The quotas that do not limit the tenant, whatever their default. Absent where there are none. */
  unlimited: z.array(z.string()).optional(),
  /** The host that the tenant has now, where this one is of an earlier name of it. */
  redirectTo: z.string().min(1).optional(),
  epoch: z.number().int().positive(),
  version: z.number().int().positive(),
})

/** What the registry knows of one host. `version` only grows, over the whole registry, and outlives deletion. */
export type RegistryEntry = z.infer<typeof registryEntrySchema>

/** An entry does not end: known tenants are served while the control plane is away. Its version says what it is worth. */
const kind = {
  typ: 'registry-entry',
  issuer: 'control-plane',
  audience: 'registry',
  maxLifeS: Infinity,
}

/** An entry as it is published: signed, so that who can write to Redis still cannot redirect a tenant. */
export function signEntry(key: SigningKey, entry: RegistryEntry): Promise<string> {
  return signToken(key, kind, { entry })
}

/** The entry in `token`, which must be for `host`. Throws TokenRefused for a forged or misplaced one. */
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
