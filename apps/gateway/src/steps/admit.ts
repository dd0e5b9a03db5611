import { assertNever } from '@mt/shared/assert-never'
import type { Problem } from '@mt/shared/http/problem'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { TenantStatus } from '@mt/shared/tenant'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import { tenantArchived, tenantNotReady, tenantSuspended, unknownHost } from '../problems.ts'
import type { Answer } from '../transport/exchange-ends.ts'
import type { OpenExchange, OpenExchanges } from '../transport/open-exchanges.ts'

/**
 * Lets the requests of active tenants pass, and says of the others why not. What passed is known as open
 * from here on: between the look-up and this step nothing else runs, so that no change falls between.
 */
export function admit(openExchanges: Pick<OpenExchanges, 'add'>) {
  return createMiddleware<GatewayEnv>(async function admit(c, next) {
    c.set('open', admitRequest(openExchanges, c.get('entry'), c.env.outgoing))
    await next()
  })
}

/** The request as open from now on. Throws the Problem that says why it is not served. */
export function admitRequest(
  openExchanges: Pick<OpenExchanges, 'add'>,
  entry: RegistryEntry,
  answer: Answer,
): OpenExchange {
  const refusal = refusalOf(entry.status)
  if (refusal) throw refusal
  return openExchanges.add(entry, answer)
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
