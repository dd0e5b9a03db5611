import type {
  apiKeyAnswerSchema,
  madeApiKeySchema,
} from '@mt/control-plane/api-keys/api-key-answer'
import type { RunAnswer } from '@mt/control-plane/fleet/run-answer'
import type { CommandAnswer, CommandOutcome } from '@mt/control-plane/http/routes/commands'
import type { OperationAnswer } from '@mt/control-plane/operations/record/operation-answer'
import type { PlanAnswer } from '@mt/control-plane/plans/plan-answer'
import type { TenantAnswer } from '@mt/control-plane/tenants/tenant-answer'
import type { auditEntrySchema } from '@mt/control-plane/verbs/audit/list-audit'
import type { Examination } from '@mt/control-plane/verbs/doctor/examine'
import type { domainSchema } from '@mt/control-plane/verbs/domains/list-domains'
import type { fleetCountsSchema } from '@mt/control-plane/verbs/fleet/fleet-counts'
import type { fleetVersionsSchema } from '@mt/control-plane/verbs/fleet/fleet-versions'
import type { ResultAnswer } from '@mt/control-plane/verbs/fleet/list-results'
import type { Health } from '@mt/control-plane/verbs/health/health-answer'
import type { listedOperationSchema } from '@mt/control-plane/verbs/operations/list-operations'
import type { ListedTenant } from '@mt/control-plane/verbs/tenants/list-tenants'
import type { receiptSchema } from '@mt/control-plane/verbs/tenants/show-receipt'
import type { tenantUsageSchema, usagePageSchema } from '@mt/control-plane/verbs/usage/list-usage'
import type { z } from 'zod'

export type { CommandAnswer, OperationAnswer, ResultAnswer, RunAnswer, TenantAnswer }
export type ApiKeyAnswer = z.infer<typeof apiKeyAnswerSchema>
export type ListedOperation = z.infer<typeof listedOperationSchema>
export type AuditAnswer = z.infer<typeof auditEntrySchema>

export interface Page<Row> {
  results: Row[]
  next: string | null
}

interface All<Row> {
  results: Row[]
}

/** What a change is answered with: the tenant when it is done, the operation while it goes on. */
export type Changed = TenantAnswer | OperationAnswer

/** Every route that operators use, as the OpenAPI document names it, and what it answers with. */
export interface Answers {
  'GET /v1/tenants': Page<ListedTenant>
  'POST /v1/tenants': Changed
  'GET /v1/tenants/{id}': TenantAnswer
  'PATCH /v1/tenants/{id}': Changed
  'GET /v1/tenants/{id}/receipt': z.infer<typeof receiptSchema>
  'POST /v1/tenants/{id}/suspend': Changed
  'POST /v1/tenants/{id}/resume': Changed
  'POST /v1/tenants/{id}/archive': Changed
  'POST /v1/tenants/{id}/restore': Changed
  'POST /v1/tenants/{id}/delete': Changed
  'POST /v1/tenants/{id}/purge': Changed
  'GET /v1/tenants/{id}/domains': All<z.infer<typeof domainSchema>>
  'POST /v1/tenants/{id}/domains': Changed
  'DELETE /v1/tenants/{id}/domains/{host}': Changed
  'GET /v1/tenants/{id}/usage': z.infer<typeof tenantUsageSchema>
  'POST /v1/tenants/{id}/commands/{command}': CommandOutcome
  'GET /v1/commands': All<CommandAnswer>
  'GET /v1/usage': z.infer<typeof usagePageSchema>
  'GET /v1/plans': All<PlanAnswer>
  'POST /v1/plans': PlanAnswer
  'GET /v1/plans/{id}': PlanAnswer
  'PATCH /v1/plans/{id}': PlanAnswer
  'DELETE /v1/plans/{id}': undefined
  'GET /v1/api-keys': Page<ApiKeyAnswer>
  'POST /v1/api-keys': z.infer<typeof madeApiKeySchema>
  'DELETE /v1/api-keys/{id}': undefined
  'GET /v1/operations': Page<ListedOperation>
  'GET /v1/operations/{id}': OperationAnswer
  'GET /v1/operations/{id}/events': never
  'POST /v1/operations/{id}/retry': Changed
  'POST /v1/operations/{id}/cancel': OperationAnswer
  'GET /v1/health': Health
  'GET /v1/fleet/counts': z.infer<typeof fleetCountsSchema>
  'GET /v1/fleet/versions': z.infer<typeof fleetVersionsSchema>
  'GET /v1/migrations': Page<RunAnswer>
  'POST /v1/migrations': RunAnswer
  'GET /v1/migrations/{id}': RunAnswer
  'GET /v1/migrations/{id}/results': Page<ResultAnswer>
  'GET /v1/migrations/{id}/events': never
  'POST /v1/migrations/{id}/cancel': RunAnswer
  'GET /v1/drift': Page<RunAnswer>
  'POST /v1/drift': RunAnswer
  'GET /v1/drift/{id}': RunAnswer
  'GET /v1/drift/{id}/results': Page<ResultAnswer>
  'GET /v1/drift/{id}/events': never
  'POST /v1/drift/{id}/cancel': RunAnswer
  'GET /v1/audit': Page<AuditAnswer>
  'GET /v1/doctor': Examination
}

export type Route = keyof Answers

/** The routes that answer with a page of many. */
export type PagedRoute = {
  [R in Route]: [Answers[R]] extends [never] ? never : Answers[R] extends Page<unknown> ? R : never
}[Route]

export type RowOf<R extends PagedRoute> = Answers[R]['results'][number]
