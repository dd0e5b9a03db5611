import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { SigningKey, VerifyingKeys } from './keys.ts'
import { createLru } from './lru.ts'
import { openObject } from './open-object.ts'
import { placementSchema } from './placement.ts'
import { limitsOfGateway } from './quotas.ts'
import { createTokenSigner, TokenRefused, verifyToken } from './signed-token.ts'

/** The header that carries the assertion from the gateway to a data-plane service. */
export const assertionHeader = 'x-tenant'

/**
 * The header by which a service reports that the assertion's placement is not, or no longer, the tenant's,
 * and that nothing was done. The gateway trusts it and never passes it to a client.
 */
export const placementHeader = 'x-placement'
export const stalePlacement = 'stale'
/** The code of that answer's problem document. */
export const placementStaleCode = 'placement_stale'

/**
 * How long an assertion is valid. Anybody who can read the upstream network can replay it for this long.
 */
const assertionLifeS = 60

/** How old an assertion may be before a new one is signed: half of its life. */
const signEveryMs = 30_000

const assertionSchema = openObject({
  tenantId: z.uuid(),
  slug: z.string(),
  placement: placementSchema,
  epoch: z.number().int().positive(),
  /** The service's quotas for this tenant: numbers, by the quotas' names. */
  limits: z.record(z.string(), z.unknown()).optional(),
  /** The quotas that do not limit the tenant, whatever their default. */
  unlimited: z.array(z.string()).optional(),
})

/**
 * The gateway's statement about a request: its tenant, where that tenant's rows are, and as of which epoch.
 */
export type Assertion = z.infer<typeof assertionSchema>

export type SignAssertion = (tenant: Assertion, audience: string) => string
export type VerifyAssertion = (token: string | undefined) => Promise<Assertion>

function kind(audience: string) {
  return { typ: 'tenant-assertion', issuer: 'gateway', audience }
}

/**
 * Signs assertions, once per tenant, placement and half-minute. It does so in the calling thread: a
 * signature costs half as much as handing it to another thread and back.
 */
export function createAssertionSigner(key: SigningKey, maxTenants = 120_000): SignAssertion {
  const signed = createLru<SignedAssertion>(maxTenants)
  const signToken = createTokenSigner(key)
  return function signAssertion(tenant, audience) {
    const nowMs = Date.now()
    const known = signed.get(tenant.tenantId)
    if (known && nowMs < known.renewAtMs && isSame(known, tenant, audience)) return known.token
    const token = signToken(kind(audience), claimsOf(tenant), assertionLifeS)
    signed.set(tenant.tenantId, { token, tenant, audience, renewAtMs: nowMs + signEveryMs })
    return token
  }
}

/** The last assertion of a tenant, and what it was made from. */
interface SignedAssertion {
  token: string
  tenant: Assertion
  audience: string
  renewAtMs: number
}

/** Entries are replaced, never changed, so the same object has the same content. */
function isSame(known: SignedAssertion, tenant: Assertion, audience: string): boolean {
  if (known.audience !== audience) return false
  return known.tenant === tenant || isDeepStrictEqual(claimsOf(known.tenant), claimsOf(tenant))
}

/** The claims that belong to the token itself. */
const claimsOfTokens = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])
/** Fields of a registry entry that are for the gateway alone. */
const fieldsOfGateways = ['host', 'status', 'upstream', 'redirectTo', 'version']
const notForServices = new Set([...claimsOfTokens, ...fieldsOfGateways])
const notAmongQuotas = new Set<string>(limitsOfGateway)

/**
 * Everything of an entry that is not for the gateway alone. A later release's fields are passed on to the
 * service.
 */
function claimsOf(tenant: Assertion): Assertion {
  const claims = without(tenant, notForServices)
  return tenant.limits ? { ...claims, limits: without(tenant.limits, notAmongQuotas) } : claims
}

function without<T extends object>(from: T, names: ReadonlySet<string>): T {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.has(name))) as T
}

/**
 * Checks assertions for `audience`. A valid one is remembered until it expires; a refused one never is.
 * Throws TokenRefused.
 */
export function createAssertionVerifier(
  keys: VerifyingKeys,
  audience: string,
  maxTokens = 10_000,
): VerifyAssertion {
  const verified = createLru<{ assertion: Assertion; endsAtMs: number }>(maxTokens)
  return async function verifyAssertion(token) {
    if (token === undefined) throw new TokenRefused('no assertion')
    const known = verified.get(token)
    if (known && Date.now() < known.endsAtMs) return known.assertion
    const claims = await verifyToken(keys, kind(audience), token)
    const parsed = assertionSchema.safeParse(without(claims, claimsOfTokens))
    if (!parsed.success || claims.exp === undefined) throw new TokenRefused('claims are missing')
    verified.set(token, { assertion: parsed.data, endsAtMs: claims.exp * 1000 })
    return parsed.data
  }
}
