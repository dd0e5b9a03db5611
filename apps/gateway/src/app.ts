import { problemHandler } from '@mt/shared/http/problem'
import { Hono, type Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { GatewayContext } from './context.ts'
import type { GatewayEnv } from './gateway-env.ts'
import { requestPath } from './request-path.ts'
import { type Decision, type Step, takeStep } from './steps/step.ts'
import { alreadySent } from './transport/already-sent.ts'
import { logFailure } from './transport/log-failure.ts'
import type { NodeExchange } from './transport/node-exchange.ts'
import { nodeTransport } from './transport/node-transport.ts'

/** The application for requests that come through Node's server: the steps of the request path, mounted. */
export function createApp(context: GatewayContext): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>()
  for (const step of requestPath(context, nodeTransport)) app.use(mount(step))
  return app
    .all('*', () => alreadySent)
    .onError(problemHandler((error) => logFailure(context, error)))
}

function mount(step: Step<NodeExchange>) {
  return createMiddleware<GatewayEnv>(function mounted(c, next) {
    const decision = takeStep(step, c.env.exchange)
    // Most steps do not wait, and eleven promises that nobody needs are a twentieth of a request.
    if (!(decision instanceof Promise)) return obey(decision, next)
    return decision.then((later) => obey(later, next))
  })
}

async function obey(decision: Decision, next: Next): Promise<Response | undefined> {
  if (decision) return decision === 'done' ? alreadySent : decision
  await next()
  return undefined
}
