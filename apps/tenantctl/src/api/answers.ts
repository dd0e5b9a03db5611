import type { Schemas } from '@mt/control-plane-api/client'
import type { AnswerOf, Route } from '@mt/control-plane-api/routes'

export type ApiKeyAnswer = Schemas['ApiKey']
export type AuditAnswer = Schemas['AuditEntry']
export type CommandAnswer = Schemas['Command']
export type ListedOperation = AnswerOf<'GET /v1/operations'>['results'][number]
export type OperationAnswer = Schemas['Operation']
export type ResultAnswer = Schemas['FleetResult']
export type RunAnswer = Schemas['FleetRun']
export type TenantAnswer = Schemas['Tenant']

export interface Page<Row> {
  results: Row[]
  next: string | null
}

/** The answer to a change: the tenant once it is done, until then the operation. */
export type Changed = TenantAnswer | OperationAnswer

/** The routes that return one page of a list. */
export type PagedRoute = {
  [R in Route]: AnswerOf<R> extends Page<unknown> ? R : never
}[Route]

export type RowOf<R extends PagedRoute> = AnswerOf<R> extends Page<infer Row> ? Row : never
