import { invalid } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import { equalChoice } from './schemas.ts'

/** Throws a 422 if another choice of the poll has this text; `id` is the choice that is to get it. */
export async function refuseEqualChoice(
  { query }: TenantScope,
  { pollId, text, id = null }: { pollId: string; text: string; id?: string | null },
): Promise<void> {
  const equal = await query(sql`
    select c.id from ${table('choices')} c
    where c.poll_id = ${pollId} and c.id is distinct from ${id}::uuid
      and normalize(c.choice_text) = normalize(${text}) limit 1`)
  if (equal.length > 0) throw invalid({ field: 'choice_text', message: equalChoice })
}
