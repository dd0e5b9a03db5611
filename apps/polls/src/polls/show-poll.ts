import { notFound } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { type ScopedSql, sql } from '@mt/tenancy/sql/scoped-query'
import { type PollText, selectPolls } from './read-polls.ts'
import type { PollView } from './schemas.ts'

/** One poll of the tenant, as JSON that `ask` reads. Throws a 404. */
export async function showPollText(
  ask: (statement: ScopedSql) => Promise<PollText[]>,
  id: string,
): Promise<string> {
  const [poll] = await ask(selectPolls({ where: sql`p.id = ${id}` }))
  if (!poll) throw notFound()
  return poll.json
}

/** One poll of the tenant. Throws a 404. */
export async function showPoll({ query }: TenantScope, id: string): Promise<PollView> {
  return JSON.parse(await showPollText(query, id))
}
