import { Problem } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { readSettings } from '../settings/read-settings.ts'
import { createUser, type NewUser } from './create-user.ts'
import type { UserView } from './schemas.ts'

/** Adds a user who asked for it himself. Throws a 403 where the tenant's admins have closed sign-up. */
export async function signUp(scope: TenantScope, user: Omit<NewUser, 'role'>): Promise<UserView> {
  const { sign_up_open } = await readSettings(scope)
  if (!sign_up_open) {
    throw new Problem(403, 'sign_up_closed', 'Forbidden', { detail: 'sign-up is closed here' })
  }
  return createUser(scope, { ...user, role: 'user' })
}
