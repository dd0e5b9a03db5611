import { notFound } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { Choice } from '../../polls/choice.entity.ts'

/** A choice of the tenant. Throws a 404. */
export async function findChoice(scope: TenantScope, id: string) {
  const choice = await scope.em.findOne(Choice, { id })
  if (!choice) throw notFound()
  return choice
}
