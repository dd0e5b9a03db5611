import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { type Problem, problemAnswer, problemResponse } from '@mt/shared/http/problem'
import type { Hono } from 'hono'
import type { GatewayContext } from '../context.ts'
import type { GatewayEnv } from '../gateway-env.ts'
import { badRequest } from '../problems.ts'
import { alreadySent } from './already-sent.ts'
import type { NodeExchange } from './node-exchange.ts'
import { observeExchange } from './observe-exchange.ts'
import { screenRequest } from './screen-request.ts'

/** A property, because a WeakMap would cost some microseconds of each request, in garbage collection. */
const exchangeKey = Symbol('exchange')
type ObservedResponse = ServerResponse & { [exchangeKey]?: NodeExchange }

/** The entry of a request: it is screened, then handed to the application with its exchange. */
export function createListener(context: GatewayContext, app: Hono<GatewayEnv>): RequestListener {
  const observe = (incoming: IncomingMessage, outgoing: ObservedResponse) => {
    if (context.stopping) outgoing.shouldKeepAlive = false
    outgoing[exchangeKey] = observeExchange(context, incoming, outgoing)
  }

  const runChain = getRequestListener(
    async (request, env) => {
      const { incoming, outgoing } = env as HttpBindings & { outgoing: ObservedResponse }
      const exchange = outgoing[exchangeKey] as NodeExchange
      const response = await app.fetch(request, { incoming, outgoing, exchange })
      // For a HEAD, Hono returns a Response of its own instead of the one that says so.
      return outgoing.headersSent ? alreadySent : response
    },
    {
      // Hono's own Response class would send the head of a forwarded HEAD a second time.
      overrideGlobalObjects: false,
      errorHandler: () => problemResponse(badRequest('The request target or host is malformed.')),
    },
  )

  /** A request that Hono's own URL parser refuses reaches no step, so it is recorded before. */
  return function listener(incoming, outgoing) {
    observe(incoming, outgoing)
    const refusal = screenRequest(incoming)
    if (refusal) sendProblem(outgoing, refusal)
    else void runChain(incoming, outgoing)
  }
}

/** After a malformed request, nothing that follows on its connection can be trusted. */
function sendProblem(outgoing: ServerResponse, problem: Problem): void {
  const { status, headers, body } = problemAnswer(problem)
  outgoing.writeHead(status, { ...headers, connection: 'close' }).end(body)
}
