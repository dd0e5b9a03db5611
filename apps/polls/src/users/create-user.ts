import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { conflict, type Problem } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import type { UserView } from './schemas.ts'
import { User, type UserRole } from './user.entity.ts'

export interface NewUser {
  username: string
  email: string
  /** Argon2id; hashed outside of any scope, so that no transaction waits for it. */
  passwordHash: string
  role: UserRole
}

/** Adds a user to the scope's tenant. Throws a 409 if the name is taken there. */
export async function createUser(scope: TenantScope, user: NewUser): Promise<UserView> {
  const created = scope.em.create(User, user)
  try {
    await scope.em.persist(created).flush()
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw nameTaken()
    throw error
  }
  const { id, username, email } = created
  return { id, username, email }
}

/** Throws the same 409 early, before work that would be in vain. */
export async function refuseTakenName({ em }: TenantScope, username: string): Promise<undefined> {
  if ((await em.count(User, { username })) > 0) throw nameTaken()
}

function nameTaken(): Problem {
  return conflict('username_taken', 'the username is taken')
}
