import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { conflict } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import type { UserView } from './schemas.ts'
import { User, type UserRole } from './user.entity.ts'

export interface NewUser {
  username: string
  email: string
  /** Argon2id; hashed before the scope opens, so that no transaction waits for it. */
  passwordHash: string
  role: UserRole
}

/** Adds a user to the scope's tenant. Throws a 409 when the name is taken there. */
export async function createUser(scope: TenantScope, user: NewUser): Promise<UserView> {
  const created = scope.em.create(User, user)
  try {
    await scope.em.persist(created).flush()
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) {
      throw conflict('username_taken', 'the username is taken')
    }
    throw error
  }
  const { id, username, email } = created
  return { id, username, email }
}
