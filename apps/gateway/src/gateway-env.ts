import type { HttpBindings } from '@hono/node-server'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { HeaderList } from './transport/exchange-ends.ts'
import type { Exchange } from './transport/observe-exchange.ts'
import type { OpenExchange } from './transport/open-exchanges.ts'
import type { RequestBody } from './transport/request-body.ts'

/** The values that the steps of the chain pass to each other. */
export interface GatewayEnv {
  /** Node's own request and response, and the record for the access log. */
  Bindings: HttpBindings & { exchange: Exchange }
  Variables: {
    /** The headers for the upstream. */
    upstreamHeaders: HeaderList
    /** The host of the request, in the registry's spelling. */
    host: string
    /** The entry of the host's tenant. */
    entry: RegistryEntry
    /** The admitted request, by which a change of its tenant can end it. */
    open: OpenExchange
    /** Undefined for a request without a body. */
    body: RequestBody | undefined
  }
}
