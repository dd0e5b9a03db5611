import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { problemHandler } from '@mt/shared/http/problem'
import { Hono, type MiddlewareHandler } from 'hono'
import type { GatewayEnv } from '../gateway-env.ts'

export interface StepRun {
  variables?: Partial<GatewayEnv['Variables']>
  headers?: Record<string, string>
  path?: string
}

/**
 * Runs one step of the chain with the `variables` of earlier ones; a request that passes is answered with
 * 299.
 */
export async function runStep(step: MiddlewareHandler<GatewayEnv>, given: StepRun = {}) {
  const incoming = new IncomingMessage(new Socket())
  Object.assign(incoming.headers, given.headers)
  incoming.url = given.path ?? '/'
  incoming.rawHeaders.push(...Object.entries(given.headers ?? {}).flat())
  const outgoing = new ServerResponse(incoming)
  const exchange: GatewayEnv['Bindings']['exchange'] = {
    requestId: crypto.randomUUID(),
    beganMs: 0,
  }
  let passed: Partial<GatewayEnv['Variables']> = {}
  const app = new Hono<GatewayEnv>()
    .use(async (c, next) => {
      for (const [name, value] of Object.entries(given.variables ?? {})) {
        c.set(name as keyof GatewayEnv['Variables'], value)
      }
      await next()
    })
    .use(step)
    .all('*', (c) => {
      passed = c.var
      return c.text('passed', 299 as 200)
    })
    .onError(problemHandler(() => {}))
  const answer = await app.request(given.path ?? '/', {}, { incoming, outgoing, exchange })
  return { answer, passed, exchange }
}
