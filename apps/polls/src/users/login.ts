import { clientAddress, passwordCaller } from '@mt/data-plane/http/client'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { unauthorized } from '@mt/shared/http/problem'
import type { Context } from 'hono'
import type { PollsContext } from '../context.ts'
import type { LoginInput } from './schemas.ts'
import { Token } from './token.entity.ts'
import { hashToken, newToken, tokenLifeMs } from './token.ts'
import { User } from './user.entity.ts'

/**
 * Creates a token for the user with this name and password. The answer, and the work done for it, are the
 * same for an unknown name, a disabled user and a wrong password. The password is checked between two
 * transactions: it takes long, and no connection should wait for it. Throws a 401, a 429 after too many
 * guesses, and a 503 if the password cannot be checked now, which does not count as a guess.
 */
export async function login(
  { tenancy, passwords, loginAttempts }: PollsContext,
  c: Context<TenantEnv>,
  { username, password }: LoginInput,
): Promise<string> {
  const { tenant } = c.var
  const from = { tenantId: tenant.tenantId, address: clientAddress(c) }
  const attempt = await loginAttempts.begin({ ...from, username })
  const user = await findUser().catch(async (error: unknown) => {
    await attempt.withdraw()
    throw error
  })
  if (!user) throw unauthorized('the username or the password is wrong')
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

  async function findUser() {
    const user = await tenancy.read(tenant, ({ em }) =>
      em.findOne(User, { username, disabledAt: null }),
    )
    const tried = { password, passwordHash: user?.passwordHash }
    return (await passwords.verify(tried, passwordCaller(c))) ? user : null
  }
}
