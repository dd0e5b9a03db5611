import { notFound } from '@mt/shared/http/problem'
import { sql } from '@mt/shared/tenancy/scoped-query'
import type { TenantScope } from '@mt/shared/tenancy/tenancy'
import { readPolls } from './read-polls.ts'
import type { PollView } from './schemas.ts'

/** One poll of the tenant. Throws a 404. */
export async function showPoll(scope: TenantScope, id: string): Promise<PollView> {
  const [poll] = await readPolls(scope, { where: sql`p.id = ${id}` })
  if (!poll) throw notFound()
  return poll
}
