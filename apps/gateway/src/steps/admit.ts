import type { RegistryEntry } from '@mt/shared/registry/entry'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import { refusalOf } from '../problems.ts'
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
