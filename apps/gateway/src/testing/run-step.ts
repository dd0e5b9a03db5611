import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Problem, problemResponse } from '@mt/shared/http/problem'
import type { Step } from '../steps/step.ts'
import { Exchange } from '../transport/exchange.ts'
import type { NodeExchange } from '../transport/node-exchange.ts'

export interface StepRun {
  /** What earlier steps have decided. */
  before?: Partial<NodeExchange>
  headers?: Record<string, string>
  path?: string
}

/** Takes one step with a request. A request that passes is answered with 299. */
export async function runStep(step: Step<NodeExchange>, given: StepRun = {}) {
  const incoming = new IncomingMessage(new Socket())
  Object.assign(incoming.headers, given.headers)
  incoming.method = 'GET'
  incoming.url = given.path ?? '/'
  incoming.rawHeaders.push(...Object.entries(given.headers ?? {}).flat())
  const exchange: NodeExchange = new Exchange(incoming, new ServerResponse(incoming))
  Object.assign(exchange, given.before)
  return { answer: await answerOf(step, exchange), exchange }
}

async function answerOf(step: Step<NodeExchange>, exchange: NodeExchange): Promise<Response> {
  try {
    const decision = await step(exchange)
    return decision instanceof Response ? decision : new Response('passed', { status: 299 })
  } catch (error) {
    if (error instanceof Problem) return problemResponse(error)
    throw error
  }
}
