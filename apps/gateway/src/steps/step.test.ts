import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Exchange } from '../transport/exchange.ts'
import { type Decision, type Step, takeSteps } from './step.ts'

function newExchange(): Exchange {
  const incoming = new IncomingMessage(new Socket())
  return new Exchange(incoming, new ServerResponse(incoming))
}

/** Steps that note that they were taken. */
function stepsOf(...decisions: (Decision | Promise<Decision>)[]) {
  const taken: number[] = []
  const steps = decisions.map(
    (decision, i): Step =>
      () => {
        taken.push(i)
        return decision
      },
  )
  return { steps, taken }
}

describe('takeSteps', () => {
  it('takes the steps in their order, without a promise if none has to wait', () => {
    const { steps, taken } = stepsOf(undefined, undefined, undefined)
    expect(takeSteps(steps, newExchange())).toBeUndefined()
    expect(taken).toEqual([0, 1, 2])
  })

  it('goes on after a step that has to wait', async () => {
    const { steps, taken } = stepsOf(undefined, Promise.resolve(undefined), undefined)
    const deciding = takeSteps(steps, newExchange())
    expect(taken).toEqual([0, 1])
    expect(await deciding).toBeUndefined()
    expect(taken).toEqual([0, 1, 2])
  })

  it.each([
    ['a response', new Response('a')],
    ['done', 'done'],
  ] as const)('ends with %s', async (_, decision) => {
    for (const each of [decision, Promise.resolve(decision)]) {
      const { steps, taken } = stepsOf(undefined, each, undefined)
      expect(await takeSteps(steps, newExchange())).toBe(decision)
      expect(taken).toEqual([0, 1])
    }
  })

  it('does nothing more for a client that has left while a step waited', async () => {
    const exchange = newExchange()
    const { steps, taken } = stepsOf(Promise.resolve(undefined), undefined)
    const deciding = takeSteps(steps, exchange)
    exchange.answer.destroy()
    expect(await deciding).toBe('done')
    expect(taken).toEqual([0])
  })
})
