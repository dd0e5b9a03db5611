import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { SigningKey, VerifyingKeys } from './keys.ts'
import { placementSchema } from './placement.ts'
import { signToken, TokenRefused, verifyToken } from './signed-token.ts'

/** The header that carries the assertion from the gateway to a data-plane service. */
export const assertionHeader = 'x-tenant'

/**
 * The header by which a service tells the gateway that the assertion's placement is not, or no longer,
 * the tenant's, and that nothing was done. The gateway believes it and hands it to no client.
 */
export const placementHeader = 'x-placement'
export const stalePlacement = 'stale'

/** How long an assertion holds. Who reads the upstream network can replay it for this long. */
const assertionLifeS = 60

/** An assertion is signed anew when half of its life has passed, not for each request. */
const signEveryMs = 30_000

const assertionSchema = z.object({
  tenantId: z.uuid(),
  slug: z.string(),
  placement: placementSchema,
  epoch: z.number().int().positive(),
  /** What the service is to hold the tenant to. What is absent is not limited. */
  limits: z
    .object({
      users: z.number().int().positive().optional(),
      polls: z.number().int().positive().optional(),
    })
    .optional(),
})

/** What the gateway vouches for: this request is this tenant's, whose rows lie here, as of this epoch. */
export type Assertion = z.infer<typeof assertionSchema>

export type SignAssertion = (tenant: Assertion, audience: string) => Promise<string>
export type VerifyAssertion = (token: string | undefined) => Promise<Assertion>

function kind(audience: string) {
  return { typ: 'tenant-assertion', issuer: 'gateway', audience }
}

/**
 * Signs assertions, once per tenant, placement and half-minute. Requests that come while one is being
 * signed share it.
 */
export function createAssertionSigner(key: SigningKey, maxTenants = 100_000): SignAssertion {
  const signed = new LRUCache<string, Promise<string>>({ max: maxTenants, ttl: signEveryMs })
  return function signAssertion(tenant, audience) {
    const { tenantId, slug, placement, epoch, limits } = tenant
    const limited = limits && `${limits.users} ${limits.polls}`
    const id = `${audience} ${tenantId} ${epoch} ${slug} ${limited}`
    const known = signed.get(id)
    if (known) return known
    const token = signToken(
      key,
      kind(audience),
      { tenantId, slug, placement, epoch, ...(limits ? { limits: serviceLimits(limits) } : {}) },
      assertionLifeS,
    )
    signed.set(id, token)
    token.catch(() => signed.delete(id))
    return token
  }
}

/** An entry's limits hold the gateway's own too. */
function serviceLimits({ users, polls }: NonNullable<Assertion['limits']>) {
  return { ...(users ? { users } : {}), ...(polls ? { polls } : {}) }
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
    const parsed = assertionSchema.safeParse(claims)
    if (!parsed.success || claims.exp === undefined) throw new TokenRefused('claims are missing')
    verified.set(token, { assertion: parsed.data, endsAtMs: claims.exp * 1000 })
    return parsed.data
  }
}
