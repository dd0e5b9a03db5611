import { isoTime } from '@mt/data-plane/http/iso-time'
import { afterCursor, contains, type ListQuery, type Page, pageOf } from '@mt/data-plane/http/page'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'

export interface LogView {
  id: string
  actor: string
  action: string
  subject_id: string | null
  details: Record<string, unknown>
  at: string
}

/** A page of the actions of the tenant's admins, newest first. */
export async function listLog(
  scope: TenantScope,
  { cursor, limit, q }: ListQuery,
): Promise<Page<LogView>> {
  const rows = await scope.query<LogView>(sql`
    select l.id, l.actor, l.action, l.subject_id, l.details, ${isoTime(sql`l.at`)} as at
    from ${table('admin_log')} l
    where ${afterCursor(cursor, sql`l.id`)} and ${contains(sql`l.actor || ' ' || l.action`, q)}
    order by l.id desc limit ${limit + 1}`)
  return pageOf(rows, limit)
}
