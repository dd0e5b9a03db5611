import { domainToASCII } from 'node:url'
import { z } from '@hono/zod-openapi'
import { conflict, invalid, notFound } from '@mt/shared/http/problem'
import { normalizeHost } from '@mt/shared/tenant'
import { claimDomain } from '../../domains/claim-domain.ts'
import { type OwnNames, readDomainName } from '../../domains/domain-name.ts'
import { findClaim } from '../../domains/find-claim.ts'
import type { ProofConfig } from '../../domains/find-record.ts'
import type { OperationKind } from '../../operations/record/operation-input.ts'
import { type OperationParts, submitOperation } from '../../operations/submit-operation.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { hostTaken } from '../../tenants/reserve-host.ts'
import { lockTarget, type TenantTarget } from '../../tenants/tenant-target.ts'

export const newDomainSchema = z
  .strictObject({ host: z.string().max(1_000).openapi({ example: 'www.example.org' }) })
  .openapi('NewDomain')

/** The parts that change domains. */
export interface DomainParts extends OperationParts {
  config: { service: OwnNames; domains: Pick<ProofConfig, 'proof'> }
}

/**
 * Begins to add a domain to a tenant, and returns the operation's id. Another tenant's claim is no obstacle: the
 * record decides. Throws 404, 409, 412, and 422 for a name that no tenant can have.
 */
export async function addDomain(
  context: DomainParts,
  target: TenantTarget,
  name: string,
): Promise<string> {
  const { service, domains } = context.config
  const read = readDomainName(service, name)
  if ('fault' in read) throw invalid({ field: 'host', message: read.fault })
  const { host } = read
  return submitOperation(context, target.actor, async (em) => {
    const tenant = await lockTarget(em, target)
    if (tenant.status === 'deleted' || tenant.status === 'purged') {
      throw conflict('wrong_status', `the tenant is ${tenant.status}`)
    }
    const holder = await em.findOne(Domain, { host })
    // Without a record that decides, the first one has it.
    const isTaken = domains.proof === 'none' || holder?.kind !== 'custom'
    if (holder && holder.tenantId !== tenant.id && isTaken) throw hostTaken(host)
    await claimDomain(em, tenant, host)
    return { kind: 'add-domain', tenant, input: { host } }
  })
}

/** Begins to check a custom domain of a tenant, and returns the operation's id. Throws 404, 409 and 412. */
export function checkDomain(context: OperationParts, target: TenantTarget, name: string) {
  return submitForHost(context, target, { name, kind: 'check-domain' })
}

/** Begins to remove a host of a tenant, and returns the operation's id. Throws 404, 409 for the host of its slug, and 412. */
export function removeDomain(context: OperationParts, target: TenantTarget, name: string) {
  return submitForHost(context, target, { name, kind: 'remove-domain' })
}

async function submitForHost(
  context: OperationParts,
  target: TenantTarget,
  { name, kind }: { name: string; kind: Extract<OperationKind, 'check-domain' | 'remove-domain'> },
): Promise<string> {
  return submitOperation(context, target.actor, async (em) => {
    const tenant = await lockTarget(em, target)
    const host = normalizeHost(domainToASCII(name)) ?? ''
    const where = { host, tenantId: tenant.id }
    const [domain, claim] = [await em.findOne(Domain, where), await findClaim(em, where)]
    const isKnown = claim || (domain && kind === 'remove-domain')
    if (domain?.kind === 'slug') throw hostOfSlug(kind)
    if (!isKnown) throw notFound(`${tenant.slug} has no ${nouns[kind]} “${name}”`)
    return { kind, tenant, input: { host } }
  })
}

const nouns = { 'check-domain': 'custom domain', 'remove-domain': 'host' } as const

function hostOfSlug(kind: keyof typeof nouns) {
  const detail =
    kind === 'remove-domain'
      ? 'it is the host of the tenant’s slug; rename the tenant instead'
      : 'it is the host of the tenant’s slug, which needs no proof'
  return conflict('host_of_slug', detail)
}
