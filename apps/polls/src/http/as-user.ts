import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import type { ScopeMode } from '@mt/tenancy/scope/open-scope'
import type { Tenancy, TenantScope } from '@mt/tenancy/scope/tenancy'
import type { Context } from 'hono'
import { authenticate, type CurrentUser } from '../users/authenticate.ts'
import { credentialOf } from './credential.ts'

/** What a verb works with: its tenant's scope, and the user of the request. */
export interface UserScope {
  scope: TenantScope
  user: CurrentUser
  /** The token of the request. */
  token: string
}

export type AsUser = <T>(
  c: Context<TenantEnv>,
  mode: ScopeMode,
  work: (request: UserScope) => Promise<T>,
) => Promise<T>

/**
 * Runs a verb in the scope of the request's tenant, for the user of the request's token. The user is looked
 * up in the same transaction: a token that was revoked before it began does nothing.
 */
export function createAsUser(tenancy: Tenancy): AsUser {
  return async function asUser(c, mode, work) {
    const token = credentialOf(c)
    return tenancy[mode](c.var.tenant, async (scope) => {
      return work({ scope, token, user: await authenticate(scope, token) })
    })
  }
}
