import { clientAddress, passwordCaller } from '@mt/data-plane/http/client'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { refuseWithoutRoom, requireRoom } from '@mt/data-plane/quotas/require-room'
import { Problem } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import type { Context } from 'hono'
import type { PollsContext } from '../context.ts'
import { quotas } from '../limits/quotas.ts'
import { readSettings } from '../settings/read-settings.ts'
import { createUser, refuseTakenName } from './create-user.ts'
import type { SignUpInput, UserView } from './schemas.ts'

/** The sender of a key before there is a user: here a key identifies itself. */
const sender = 'anybody'

/**
 * Adds a user who signs up. Every reason for a refusal is checked before the password is hashed, and again
 * when the user is added; no transaction waits for the hash. Throws a 403 if the tenant's admins have
 * closed sign-up, a 409 if the name is taken or the plan has no room, a 429 for an address that tries too
 * often, and a 503 if the password cannot be hashed now, which does not count as an attempt.
 */
export async function signUp(
  { tenancy, passwords, idempotency, signUpAttempts }: PollsContext,
  c: Context<TenantEnv>,
  { password, ...user }: SignUpInput,
): Promise<UserView> {
  const { tenant } = c.var
  const { tenantId } = tenant
  const attempt = await signUpAttempts.begin({ tenantId, address: clientAddress(c) })
  const known = await tenancy.read(tenant, async (scope) => {
    const before = await idempotency.recall<UserView>(c, { scope, sender })
    if (before) return before.answer
    await requireOpenSignUp(scope)
    await refuseWithoutRoom(scope, tenant, quotas.users)
    return refuseTakenName(scope, user.username)
  })
  const created = known ?? (await add(await hash()))
  await attempt.withdraw()
  return created

  function hash(): Promise<string> {
    return passwords.hash(password, passwordCaller(c)).catch(async (error: unknown) => {
      await attempt.withdraw()
      throw error
    })
  }

  function add(passwordHash: string): Promise<UserView> {
    return tenancy.write(tenant, (scope) =>
      idempotency.once(c, { scope, sender }, async () => {
        await requireOpenSignUp(scope)
        await requireRoom(scope, tenant, quotas.users)
        return createUser(scope, { ...user, passwordHash, role: 'user' })
      }),
    )
  }
}

async function requireOpenSignUp(scope: TenantScope): Promise<void> {
  const { sign_up_open } = await readSettings(scope)
  if (sign_up_open) return
  throw new Problem(403, 'sign_up_closed', 'Forbidden', { detail: 'sign-up is closed here' })
}
