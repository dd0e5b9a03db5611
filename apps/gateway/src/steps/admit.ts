import type { RegistryEntry } from '@mt/shared/registry/entry'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import { refusalOf } from '../problems.ts'
import type { Answer } from '../transport/exchange-ends.ts'
import type { OpenExchange, OpenExchanges } from '../transport/open-exchanges.ts'

/**
 * Lets requests of active tenants pass and refuses all others. An admitted request is an open exchange from
 * here on. Nothing else runs between the look-up and this step, so no change of the tenant can fall between.
 */
export function admit(openExchanges: Pick<OpenExchanges, 'add'>) {
  return createMiddleware<GatewayEnv>(async function admit(c, next) {
    c.set('open', admitRequest(openExchanges, c.get('entry'), c.env.outgoing))
    await next()
  })
}

/** Adds the request to the open exchanges. Throws the Problem that says why its tenant is not served. */
export function admitRequest(
  openExchanges: Pick<OpenExchanges, 'add'>,
  entry: RegistryEntry,
  answer: Answer,
): OpenExchange {
  const refusal = refusalOf(entry.status)
  if (refusal) throw refusal
  return openExchanges.add(entry, answer)
}
