import { ApiKey } from './api-keys/api-key.entity.ts'
import { AuditEntry } from './audit/audit-entry.entity.ts'
import { DomainClaim } from './domains/domain-claim.entity.ts'
import { FleetResult } from './fleet/fleet-result.entity.ts'
import { FleetRun } from './fleet/fleet-run.entity.ts'
import { IdempotencyKey } from './http/guards/idempotency-key.entity.ts'
import { Operation } from './operations/record/operation.entity.ts'
import { Plan } from './plans/plan.entity.ts'
import { RegistryChange } from './registry/registry-change.entity.ts'
import { Session } from './sessions/session.entity.ts'
import { Domain } from './tenants/domain.entity.ts'
import { PurgeReceipt } from './tenants/purge-receipt.entity.ts'
import { Tenant } from './tenants/tenant.entity.ts'
import { UsageDay } from './usage/usage-day.entity.ts'

/** All entities of the control plane's database. */
export const entities = [
  ...[Tenant, Domain, DomainClaim, Operation, PurgeReceipt, RegistryChange, AuditEntry],
  ...[ApiKey, Session, IdempotencyKey, Plan, UsageDay],
  ...[FleetRun, FleetResult],
]
