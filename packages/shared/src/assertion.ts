import { isDeepStrictEqual } from 'node:util'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { SigningKey, VerifyingKeys } from './keys.ts'
import { openObject } from './open-object.ts'
import { placementSchema } from './placement.ts'
import { limitsOfGateway } from './quotas.ts'
import { createTokenSigner, TokenRefused, verifyToken } from './signed-token.ts'

/** The header that carries the assertion from the gateway to a data-plane service. */
export const assertionHeader = 'x-tenant'

/**
 * The header by which a service tells the gateway that the assertion's placement is not, or no longer,
 * the tenant's, and that nothing was done. The gateway believes it and hands it to no client.
 */
export const placementHeader = 'x-placement'
export const stalePlacement = 'stale'
/** The code of that answer's problem document. */
export const placementStaleCode = 'placement_stale'

/** How long an assertion holds. Who reads the upstream network can replay it for this long. */
const assertionLifeS = 60

/** An assertion is signed anew when half of its life has passed, not for each request. */
const signEveryMs = 30_000

const assertionSchema = openObject({
  tenantId: z.uuid(),
  slug: z.string(),
  placement: placementSchema,
  epoch: z.number().int().positive(),
  /** What the service is to hold the tenant to: numbers, by the names of the service's quotas. */
  limits: z.record(z.string(), z.unknown()).optional(),
  /** The quotas that do not limit the tenant, whatever their default. */
  unlimited: z.array(z.string()).optional(),
})

/** What the gateway vouches for: this request is this tenant's, whose rows lie here, as of this epoch. */
export type Assertion = z.infer<typeof assertionSchema>

export type SignAssertion = (tenant: Assertion, audience: string) => string
export type VerifyAssertion = (token: string | undefined) => Promise<Assertion>

function kind(audience: string) {
  return { typ: 'tenant-assertion', issuer: 'gateway', audience }
}

/**
 * Signs assertions, once per tenant, placement and half-minute. In the calling thread: a signature costs
 * half of what handing it to another thread and back does.
 */
export function createAssertionSigner(key: SigningKey, maxTenants = 120_000): SignAssertion {
  const signed = new LRUCache<string, SignedAssertion>({ max: maxTenants })
  const signToken = createTokenSigner(key)
  return function signAssertion(tenant, audience) {
    const nowMs = Date.now()
    const known = signed.get(tenant.tenantId)
    if (known && nowMs < known.signAnewAtMs && isSame(known, tenant, audience)) return known.token
    const token = signToken(kind(audience), claimsOf(tenant), assertionLifeS)
    signed.set(tenant.tenantId, { token, tenant, audience, signAnewAtMs: nowMs + signEveryMs })
    return token
  }
}

/** The last assertion of a tenant, and what it was made of. */
interface SignedAssertion {
  token: string
  tenant: Assertion
  audience: string
  signAnewAtMs: number
}

/** Entries are replaced, never changed: the same object says the same. */
function isSame(known: SignedAssertion, tenant: Assertion, audience: string): boolean {
  if (known.audience !== audience) return false
  return known.tenant === tenant || isDeepStrictEqual(claimsOf(known.tenant), claimsOf(tenant))
}

/** The claims that a token has for itself. */
const claimsOfTokens = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])
/** What an entry tells the gateway alone. */
const fieldsOfGateways = ['host', 'status', 'upstream', 'redirectTo', 'version']
const notForServices = new Set([...claimsOfTokens, ...fieldsOfGateways])
const notAmongQuotas = new Set<string>(limitsOfGateway)

/** All of an entry that the gateway does not keep to itself: a later release's fields are for the service. */
function claimsOf(tenant: Assertion): Assertion {
  const claims = without(tenant, notForServices)
  return tenant.limits ? { ...claims, limits: without(tenant.limits, notAmongQuotas) } : claims
}

function without<T extends object>(from: T, names: ReadonlySet<string>): T {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.has(name))) as T
}

/**
 * Checks assertions meant for `audience`. One that was found good is remembered until it ends; one that
 * was refused never is. Throws TokenRefused.
 */
export function createAssertionVerifier(
  keys: VerifyingKeys,
  audience: string,
  maxTokens = 10_000,
): VerifyAssertion {
  const verified = new LRUCache<string, { assertion: Assertion; endsAtMs: number }>({
    max: maxTokens,
  })
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
