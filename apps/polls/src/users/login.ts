import { unauthorized } from '@mt/shared/http/problem'
import { verifyPassword } from '@mt/shared/password'
import type { TenantIdentity } from '@mt/shared/tenancy/open-scope'
import type { Tenancy } from '@mt/shared/tenancy/tenancy'
import type { LoginInput } from './schemas.ts'
import { Token } from './token.entity.ts'
import { hashToken, newToken, tokenLifeMs } from './token.ts'
import { User } from './user.entity.ts'

/**
 * A token for the user whose name and password these are. The answer, and the work done for it, are the
 * same for an unknown name, a disabled user and a wrong password. The password is checked between two transactions: it
 * takes long, and no connection waits for it.
 */
export async function login(
  tenancy: Tenancy,
  tenant: TenantIdentity,
  { username, password }: LoginInput,
): Promise<string> {
  const user = await tenancy.read(tenant, ({ em }) =>
    em.findOne(User, { username, disabledAt: null }),
  )
  const matches = await verifyPassword(user?.passwordHash, password)
  if (!user || !matches) throw unauthorized('the username or the password is wrong')
  const token = newToken()
  await tenancy.write(tenant, async ({ em, tenantId }) => {
    em.persist(
      em.create(Token, {
        user: em.getReference(User, [tenantId, user.id]),
        tokenHash: hashToken(token),
        expiresAt: new Date(Date.now() + tokenLifeMs),
      }),
    )
  })
  return token
}
