import type { HttpBindings } from '@hono/node-server'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { HeaderList } from './transport/exchange-ends.ts'
import type { Exchange } from './transport/observe-exchange.ts'
import type { OpenExchange } from './transport/open-exchanges.ts'
import type { RequestBody } from './transport/request-body.ts'

/** What the steps of the chain hand to each other. */
export interface GatewayEnv {
  /** Node's own request and response, and what the access log will say of them. */
  Bindings: HttpBindings & { exchange: Exchange }
  Variables: {
    /** The headers that go upstream. */
    upstreamHeaders: HeaderList
    /** The host that the request names, as the registry spells it. */
    host: string
    /** The tenant whose host it is. */
    entry: RegistryEntry
    /** The request, once it is admitted, as a change of its tenant finds it. */
    open: OpenExchange
    /** Undefined where the request has none. */
    body: RequestBody | undefined
  }
}
