import type { NodeExchange } from './node-exchange.ts'
import { openBody } from './request-body.ts'
import type { Transport } from './transport.ts'

/** Node's HTTP server, with undici towards the services. It takes every request. */
export const nodeTransport: Transport<NodeExchange> = {
  readBody: ({ request, answer }, reading) => openBody(request, answer, reading),
  forwarderAt: ({ undici }) => undici,
}
