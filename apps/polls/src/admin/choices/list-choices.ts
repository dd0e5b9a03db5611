import { sql, table } from '@mt/shared/tenancy/scoped-query'
import type { TenantScope } from '@mt/shared/tenancy/tenancy'
import { afterCursor, contains, type ListQuery, type Page, pageOf } from '../../http/page.ts'

export interface AdminChoiceView {
  id: string
  poll: string
  question: string
  choice_text: string
  votes: number
}

/** A page of the tenant's choices, newest first, of one poll where one is named. */
export async function listChoices(
  scope: TenantScope,
  { cursor, limit, q, poll }: ListQuery & { poll?: string | undefined },
): Promise<Page<AdminChoiceView>> {
  const rows = await scope.query<AdminChoiceView>(sql`
    select c.id, c.poll_id as poll, p.question, c.choice_text, c.votes
    from ${table('choices')} c join ${table('polls')} p on p.id = c.poll_id
    where ${afterCursor(cursor, sql`c.id`)} and ${contains(sql`c.choice_text`, q)}
      and ${poll ? sql`c.poll_id = ${poll}` : sql`true`}
    order by c.id desc limit ${limit + 1}`)
  return pageOf(rows, limit)
}
