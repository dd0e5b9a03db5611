import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { PasswordCaller, Passwords } from '@mt/credentials/passwords/passwords'
import { conflict, invalid } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import { hostOf } from '@mt/shared/tenant'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { OperationInput } from '../../operations/record/operation-input.ts'
import { type OperationParts, submitOperation } from '../../operations/submit-operation.ts'
import { choosePlacement, type PlacementConfig } from '../../placement/choose-placement.ts'
import { isPlacementTaken } from '../../placement/is-placement-taken.ts'
import { planToGive } from '../../plans/find-plan.ts'
import type { Plan } from '../../plans/plan.entity.ts'
import type { Runtime } from '../../runtimes/runtime.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { recordChange } from '../../tenants/record-change.ts'
import { Tenant } from '../../tenants/tenant.entity.ts'
import type { QuotaParts } from '../quotas/list-quotas.ts'
import { requireKnownLimits } from '../quotas/require-known-limits.ts'
import type { NewTenant } from './new-tenant.ts'

/** The parts that onboard a tenant. */
export interface OnboardingParts extends OperationParts, QuotaParts {
  runtime: Pick<Runtime, 'kind'>
  passwords: Pick<Passwords, 'hash'>
  config: {
    placement: PlacementConfig
    /** The service that tenants are onboarded to. */
    dataPlane: { service: string }
    service: { baseDomain: string }
  }
}

/**
 * Begins to onboard a tenant and returns the operation's id. The admin's password is hashed before anything is
 * stored, but only after everything else has been checked; the checks are repeated when the tenant is stored.
 * Throws 409 for a slug that is taken, and 422 for a model that is not available and for an unknown limit.
 */
export async function createTenant(
  context: OnboardingParts,
  actor: Actor,
  { signal, ...request }: NewTenant & { signal: AbortSignal },
) {
  const { isolation: model, slug } = request
  if (model === 'dedicated' && context.runtime.kind === 'none') throw noDedicated()
  await requireKnownLimits(context, { limits: request.limits, signal })
  if (request.admin) await context.orm.em.fork().transactional((em) => refuseEarly(em, request))
  const input = await toInput(context, request, { tenant: 'operators', client: actor.name, signal })
  try {
    return await submitOperation(context, actor, async (em) => {
      const plan = await refuseEarly(em, request)
      const tenant = await insertTenant(em, context, { ...request, planId: plan.id })
      const { placement, limits } = tenant
      const after = { slug, name: request.name, placement, plan: plan.name, limits }
      writeAudit(em, { actor, what: 'tenant.created', tenantId: tenant.id, before: null, after })
      await recordChange(em, tenant)
      return { kind: 'onboard', tenant, input }
    })
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw taken(slug)
    throw error
  }
}

/** Throws the problems that storing the tenant would throw. Resolves to the plan. */
async function refuseEarly(
  em: EntityManager,
  { slug, plan: name, isolation }: NewTenant,
): Promise<Plan> {
  await requireFreeSlug(em, slug)
  const plan = await planToGive(em, name)
  requireModel(plan, isolation)
  return plan
}

async function toInput(
  { passwords }: OnboardingParts,
  { admin }: NewTenant,
  caller: PasswordCaller,
): Promise<OperationInput> {
  if (!admin) return {}
  const { username, email, password } = admin
  return { admin: { username, email, passwordHash: await passwords.hash(password, caller) } }
}

async function requireFreeSlug(em: EntityManager, slug: string): Promise<void> {
  const holder = await em.findOne(Tenant, { slug, status: { $ne: 'purged' } })
  if (!holder) return
  throw holder.status === 'failed'
    ? taken(slug, 'its onboarding failed: retry the operation, or choose another slug')
    : taken(slug)
}

interface InsertedTenant extends NewTenant {
  planId: string
}

async function insertTenant(
  em: EntityManager,
  { config }: OnboardingParts,
  { slug, name, isolation, planId, limits = {} }: InsertedTenant,
): Promise<Tenant> {
  const id = newId()
  const isTaken = isPlacementTaken(em)
  const request = { model: isolation, slug, tenantId: id, isTaken }
  const placement = await choosePlacement(config.placement, request)
  const { service } = config.dataPlane
  const fixed = { service, status: 'provisioning', epoch: 1, version: 0 } as const
  const tenant = em.create(
    Tenant,
    { id, slug, name, placement, planId, limits, ...fixed },
    { persist: true },
  )
  const host = hostOf(slug, config.service.baseDomain)
  em.create(Domain, { host, tenantId: id, kind: 'slug' }, { persist: true })
  // The audit entry refers to the tenant's row, which has to exist first.
  await em.flush()
  return tenant
}

function requireModel({ name, limits }: Plan, model: NewTenant['isolation']): void {
  if (!limits.models || limits.models.includes(model)) return
  const message = `the plan "${name}" allows only ${limits.models.join(', ')}`
  throw invalid({ field: 'isolation', message })
}

function taken(slug: string, detail = 'choose another slug') {
  return conflict('slug_taken', `the slug "${slug}" is taken; ${detail}`)
}

function noDedicated() {
  const message =
    'dedicated is not available in this installation, because RUNTIME is none; use shared, schema or database'
  return invalid({ field: 'isolation', message })
}
