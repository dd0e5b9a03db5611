import type { HttpBindings } from '@hono/node-server'
import type { NodeExchange } from './transport/node-exchange.ts'

/** What a request brings into the application. */
export interface GatewayEnv {
  Bindings: HttpBindings & { exchange: NodeExchange }
}
