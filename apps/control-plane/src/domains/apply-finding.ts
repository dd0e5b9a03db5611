import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Actor } from '../audit/actor.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { Domain } from '../tenants/domain.entity.ts'
import { recordChange, recordGone } from '../tenants/record-change.ts'
import { Tenant } from '../tenants/tenant.entity.ts'
import { challengeName } from './challenge.ts'
import { DomainClaim } from './domain-claim.entity.ts'
import type { Finding } from './find-record.ts'
import { maxFailedChecks, nextCheckAt } from './next-check.ts'

/** What was found for a claim, in a transaction that has locked the tenant and the claim. */
export interface Check {
  em: EntityManager
  tenant: Tenant
  claim: DomainClaim
  finding: Finding
  actor: Actor
  /** A daily check counts against a domain that is served; a check that somebody asked for does not. */
  isScheduled: boolean
}

/**
 * Decides about a claim by what DNS said: serves a proven domain, takes it from a tenant whose record is no longer
 * there, and stops serving one whose record is missing for days. Without an answer of DNS nothing changes hands.
 * It writes the registry, so call it last.
 */
export async function applyFinding(check: Check): Promise<void> {
  const { em, tenant, claim, finding } = check
  const now = new Date()
  const holder = await em.findOne(Domain, { host: claim.host }, { refresh: true })
  const isServed = holder?.tenantId === tenant.id
  // A control plane of an earlier release removed the domain or purged the tenant, and knows of no claims.
  const isLeftOver = tenant.status === 'purged' || (claim.activatedAt && !isServed)
  if (isLeftOver) return void em.remove(claim)
  claim.checkedAt = now
  const isProven = provesClaim(finding, claim)
  if (isProven && finding.kind === 'answered') claim.provenAt = now
  if (isProven && isServed) rest(claim)
  else if (isProven) await serve(check, holder)
  else if (isServed) await count(check, holder)
  else claim.reason = reasonOf(finding, claim)
  claim.checkAt = nextCheckAt(claim, now)
  await em.flush()
}

function provesClaim(finding: Finding, { value }: DomainClaim): boolean {
  if (finding.kind === 'assumed') return true
  return finding.kind === 'answered' && finding.values.includes(value)
}

function rest(claim: DomainClaim): void {
  claim.failedChecks = 0
  claim.reason = null
}

async function serve(check: Check, holder: Domain | null): Promise<void> {
  const { em, tenant, claim, actor } = check
  claim.reason = await obstacle(check, holder)
  if (claim.reason !== null) return
  // The primary key decides between transactions that serve the host to two tenants.
  const [row] = await em.execute<{ host: string }[]>(
    `insert into control_plane.domains (host, tenant_id, kind, created_at)
     values (?, ?, 'custom', now()) on conflict (host) do nothing returning host`,
    [claim.host, tenant.id],
  )
  if (!row) {
    claim.reason = 'another tenant has just proven the domain'
    return
  }
  claim.activatedAt = claim.checkedAt ?? new Date()
  rest(claim)
  const after = { host: claim.host }
  const what = 'tenant.domain_activated'
  writeAudit(em, { actor, what, tenantId: tenant.id, before: null, after })
  await recordChange(em, tenant)
}

/** Why a proven domain cannot be served; null once nothing is in the way. */
async function obstacle(check: Check, holder: Domain | null): Promise<string | null> {
  const { em, tenant, finding } = check
  if (tenant.status === 'deleted') return 'the tenant is deleted'
  if (!holder) return null
  if (finding.kind !== 'answered' || holder.kind !== 'custom')
    return 'another tenant has the domain'
  const { host, tenantId } = holder
  const other = await em.findOne(DomainClaim, { host, tenantId }, { refresh: true })
  if (other && finding.values.includes(other.value)) {
    return 'another tenant has the domain, and its record is still there'
  }
  // Whoever changes that tenant may wait for this one, so this transaction must not wait for it.
  const lock = { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE, refresh: true } as const
  const loser = await em.findOne(Tenant, { id: tenantId }, lock)
  if (!loser) return 'another tenant has the domain, and is being changed; check again'
  const reason = 'another tenant has proven the domain, and the record of this one is gone'
  await withdraw({ ...check, tenant: loser }, { domain: holder, claim: other, reason })
  return null
}

/** The domain is served, and its record was not found. */
async function count(check: Check, domain: Domain): Promise<void> {
  const { claim, finding, isScheduled } = check
  const reason = reasonOf(finding, claim)
  claim.reason = reason
  // A domain that was taken before proof was required has nothing to lose, until somebody proves it.
  if (finding.kind !== 'answered' || !claim.provenAt) return
  if (isScheduled) claim.failedChecks += 1
  const left = maxFailedChecks - claim.failedChecks
  const checks = left === 1 ? 'check fails' : 'checks fail'
  if (left > 0) claim.reason = `${reason}; served until ${left} more daily ${checks}`
  else await withdraw(check, { domain, claim, reason })
}

interface Withdrawal {
  domain: Domain
  claim: DomainClaim | null
  reason: string
}

/** Stops serving a domain. Its claim is pending again. */
async function withdraw({ em, tenant, actor }: Check, { domain, claim, reason }: Withdrawal) {
  if (claim) em.assign(claim, { activatedAt: null, failedChecks: 0, reason })
  const before = { host: domain.host }
  const what = 'tenant.domain_withdrawn'
  writeAudit(em, { actor, what, tenantId: tenant.id, before, after: { reason } })
  await recordGone(em, tenant, domain)
}

function reasonOf(finding: Finding, { host }: DomainClaim): string {
  if (finding.kind === 'unanswered') return finding.reason
  const name = challengeName(host)
  const isMissing = finding.kind !== 'answered' || finding.values.length === 0
  return isMissing ? `no TXT record at ${name}` : `the TXT record at ${name} has another value`
}
