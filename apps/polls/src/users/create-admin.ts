import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { createUser, type NewUser } from './create-user.ts'
import { User } from './user.entity.ts'

/**
 * Creates the tenant's first admin. A repeated call finds the admin that it created before. Throws a 409 if
 * a user with this name is not an admin.
 */
export async function createAdmin(
  scope: TenantScope,
  admin: Omit<NewUser, 'role'>,
): Promise<{ id: string }> {
  const known = await scope.em.findOne(User, { username: admin.username, role: 'admin' })
  const { id } = known ?? (await createUser(scope, { ...admin, role: 'admin' }))
  return { id }
}
