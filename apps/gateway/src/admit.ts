import { assertNever } from '@mt/shared/assert-never'
import type { Problem } from '@mt/shared/http/problem'
import type { TenantStatus } from '@mt/shared/tenant'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from './gateway-env.ts'
import { tenantArchived, tenantNotReady, tenantSuspended, unknownHost } from './problems.ts'

/** Lets the requests of active tenants pass, and says of the others why not. */
export function admit() {
  return createMiddleware<GatewayEnv>(async function admit(c, next) {
    const refusal = refusalOf(c.get('entry').status)
    if (refusal) throw refusal
    await next()
  })
}

/** Why the requests of a tenant are not served, undefined where they are. */
export function refusalOf(status: TenantStatus): Problem | undefined {
  switch (status) {
    case 'active':
      return undefined
    case 'suspended':
      return tenantSuspended()
    case 'provisioning':
    case 'failed':
    case 'moving':
      return tenantNotReady()
    case 'archived':
      return tenantArchived()
    case 'deleted':
      return unknownHost()
    default:
      return assertNever(status)
  }
}
