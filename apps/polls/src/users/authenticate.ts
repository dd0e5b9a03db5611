import { type Problem, unauthorized } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { type ScopedSql, sql, table } from '@mt/tenancy/sql/scoped-query'
import { hashToken } from './token.ts'
import type { UserRole } from './user.entity.ts'

/** The user of a request. */
export interface CurrentUser {
  id: string
  username: string
  email: string
  role: UserRole
}

/** The user whose token this is, in the scope's tenant. Throws a 401 for any other token. */
export async function authenticate(scope: TenantScope, token: string): Promise<CurrentUser> {
  const [user] = await scope.query<CurrentUser>(userOf(token))
  if (!user) throw unknownToken()
  return user
}

/** SQL for the user whose token this is: one row, or none for any other token. */
export function userOf(token: string): ScopedSql {
  return sql`
    select u.id, u.username, u.email, u.role
    from ${table('tokens')} t join ${table('users')} u on u.id = t.user_id
    where t.token_hash = ${hashToken(token)} and t.expires_at > now() and u.disabled_at is null`
}

/** The answer to a token that belongs to nobody here. */
export function unknownToken(): Problem {
  return unauthorized('the token is unknown here, or has expired or been revoked')
}
