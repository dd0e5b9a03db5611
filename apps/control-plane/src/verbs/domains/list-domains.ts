import { z } from '@hono/zod-openapi'
import type { WithOrm } from '../../database/open-orm.ts'
import { challengeName } from '../../domains/challenge.ts'
import { DomainClaim } from '../../domains/domain-claim.entity.ts'
import { Domain, domainKinds } from '../../tenants/domain.entity.ts'
import { findTenant } from '../../tenants/find-tenant.ts'

const recordSchema = z
  .object({ type: z.literal('TXT'), name: z.string(), value: z.string() })
  .openapi({ description: 'The DNS record that proves the domain; it has to stay' })

/** What only custom domains have. Control planes of earlier releases do not send it. */
const proofSchema = z.object({
  state: z.enum(['pending', 'active']).openapi({
    description: '`pending`: not served before its record is seen; `active`: served',
  }),
  record: recordSchema,
  reason: z.string().nullable().openapi({
    description: 'Why it is pending, or what the last check of an active domain did not find',
  }),
  checkedAt: z.iso.datetime().nullable(),
  checkAt: z.iso.datetime().openapi({ description: 'When it is checked next' }),
})

export const domainSchema = z
  .object({
    host: z.string(),
    kind: z.enum(domainKinds).openapi({
      description:
        '`slug`: the host of its slug; `custom`: an added host; `former`: redirects to the host of its slug',
    }),
    expiresAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    ...proofSchema.partial().shape,
  })
  .openapi('Domain')

type DomainAnswer = z.infer<typeof domainSchema>

/** The hosts of a tenant, and the domains that it has not proven yet. Throws 404. */
export async function listDomains({ orm }: WithOrm, idOrSlug: string): Promise<DomainAnswer[]> {
  const em = orm.em.fork()
  const { id: tenantId } = await findTenant(em, idOrSlug)
  const domains = await em.find(Domain, { tenantId })
  const claims = await em.find(DomainClaim, { tenantId })
  const proofs = new Map(claims.map((claim) => [claim.host, claim]))
  const served = new Set(domains.map(({ host }) => host))
  const answers = [
    ...domains.map((domain) => answerDomain(domain, proofs.get(domain.host))),
    ...claims.filter(({ host }) => !served.has(host)).map(answerPending),
  ]
  return answers.sort((a, b) => (a.host < b.host ? -1 : 1))
}

function answerDomain(domain: Domain, claim: DomainClaim | undefined): DomainAnswer {
  const { host, kind, expiresAt, createdAt } = domain
  return {
    ...{ host, kind },
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    ...(claim ? { state: 'active', ...answerProof(claim) } : {}),
  }
}

function answerPending(claim: DomainClaim): DomainAnswer {
  const fixed = { kind: 'custom', expiresAt: null, state: 'pending' } as const
  const createdAt = claim.createdAt.toISOString()
  return { host: claim.host, ...fixed, createdAt, ...answerProof(claim) }
}

function answerProof({ host, value, reason, checkedAt, checkAt }: DomainClaim) {
  return {
    record: { type: 'TXT' as const, name: challengeName(host), value },
    reason: reason ?? null,
    checkedAt: checkedAt?.toISOString() ?? null,
    checkAt: checkAt.toISOString(),
  }
}
