import { sql, table } from '@mt/shared/tenancy/scoped-query'
import type { TenantScope } from '@mt/shared/tenancy/tenancy'
import { afterCursor, contains, type ListQuery, type Page, pageOf } from '../../http/page.ts'
import type { UserRole } from '../../users/user.entity.ts'

export interface AdminUserView {
  id: string
  username: string
  email: string
  role: UserRole
  disabled: boolean
  created_at: string
}

/** A page of the tenant's users, newest first; `q` looks in names and addresses. */
export async function listUsers(
  scope: TenantScope,
  { cursor, limit, q }: ListQuery & { id?: string },
): Promise<Page<AdminUserView>> {
  const rows = await scope.query<AdminUserView>(sql`
    select u.id, u.username, u.email, u.role, u.disabled_at is not null as disabled, to_json(u.created_at) as created_at
    from ${table('users')} u
    where ${afterCursor(cursor, sql`u.id`)} and ${contains(sql`u.username || ' ' || u.email`, q)}
    order by u.id desc limit ${limit + 1}`)
  return pageOf(rows, limit)
}
