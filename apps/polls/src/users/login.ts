import { verifyPassword } from '@mt/credentials/password'
import { unauthorized } from '@mt/shared/http/problem'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import type { PollsContext } from '../context.ts'
import type { LoginInput } from './schemas.ts'
import { Token } from './token.entity.ts'
import { hashToken, newToken, tokenLifeMs } from './token.ts'
import { User } from './user.entity.ts'

/**
 * A token for the user whose name and password these are. The answer, and the work done for it, are the
 * same for an unknown name, a disabled user and a wrong password. The password is checked between two transactions: it
 * takes long, and no connection waits for it. Throws a 401, and a 429 for who guesses too often.
 */
export async function login(
  { tenancy, loginAttempts }: Pick<PollsContext, 'tenancy' | 'loginAttempts'>,
  tenant: TenantIdentity,
  { username, password, address }: LoginInput & { address: string },
): Promise<string> {
  const attempt = await loginAttempts.begin({ tenantId: tenant.tenantId, username, address })
  const user = await tenancy.read(tenant, ({ em }) =>
    em.findOne(User, { username, disabledAt: null }),
  )
  const matches = await verifyPassword(user?.passwordHash, password)
  if (!user || !matches) throw unauthorized('the username or the password is wrong')
  await attempt.succeed()
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
