import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Exchange } from './exchange.ts'
import type { RequestBody } from './request-body.ts'

/** An exchange that came through Node's server: its ends are Node's own request and response. */
export type NodeExchange = Exchange<IncomingMessage, ServerResponse, RequestBody>
