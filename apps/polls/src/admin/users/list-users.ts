import { isoTime } from '@mt/data-plane/http/iso-time'
import { contains, type Page } from '@mt/data-plane/http/page'
import { type SortedQuery, sortBy } from '@mt/data-plane/http/sorting'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import type { UserRole } from '../../users/user.entity.ts'

export interface AdminUserView {
  id: string
  username: string
  email: string
  role: UserRole
  disabled: boolean
  created_at: string
}

/** A page of the tenant's users, newest first; `q` searches names and addresses. */
export async function listUsers(
  scope: TenantScope,
  query: SortedQuery<'username' | 'email' | 'role'>,
): Promise<Page<AdminUserView>> {
  const { limit, q } = query
  const sorting = sortBy(query, {
    id: sql`u.id`,
    texts: { username: sql`u.username`, email: sql`u.email`, role: sql`u.role` },
  })
  const rows = await scope.query<AdminUserView>(sql`
    select u.id, u.username, u.email, u.role, u.disabled_at is not null as disabled,
      ${isoTime(sql`u.created_at`)} as created_at
    from ${table('users')} u
    where ${sorting.after} and ${contains(sql`u.username || ' ' || u.email`, q)}
    order by ${sorting.by} limit ${limit + 1}`)
  return sorting.pageOf(rows, limit)
}
