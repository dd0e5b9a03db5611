import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { createUser, type NewUser } from './create-user.ts'
import { User } from './user.entity.ts'

/**
 * The tenant's first admin. The same call again finds the one that it made before. Throws a 409 when the
 * name belongs to a user who is no admin.
 */
export async function createAdmin(
  scope: TenantScope,
  admin: Omit<NewUser, 'role'>,
): Promise<{ id: string }> {
  const known = await scope.em.findOne(User, { username: admin.username, role: 'admin' })
  const { id } = known ?? (await createUser(scope, { ...admin, role: 'admin' }))
  return { id }
}
