import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { reference, sql } from '@mt/tenancy/sql/scoped-query'

export interface TemplateView {
  id: string
  name: string
  question: string
  choices: string[]
}

/** Templates for new polls, the same for every tenant. */
export function listTemplates(scope: TenantScope): Promise<TemplateView[]> {
  return scope.query<TemplateView>(
    sql`select id, name, question, choices from ${reference('poll_templates')} t order by id`,
  )
}
