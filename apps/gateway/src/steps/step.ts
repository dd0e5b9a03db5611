import type { Exchange } from '../transport/exchange.ts'

/**
 * What a step decides: undefined lets the request pass, a Response answers it, and `done` means that there is
 * nothing left to do, because the client has left.
 */
export type Decision = Response | 'done' | undefined

/**
 * One decision about a request. It throws, or rejects with, the Problem that refuses the request, and
 * returns a promise only if it has to wait.
 */
export type Step<E extends Exchange = Exchange> = (exchange: E) => Decision | Promise<Decision>

/** Takes one step. Nothing more is done for a client that has left while the step waited. */
export function takeStep<E extends Exchange>(
  step: Step<E>,
  exchange: E,
): Decision | Promise<Decision> {
  const decision = step(exchange)
  if (!(decision instanceof Promise)) return decision
  return decision.then((later) => later ?? (exchange.answer.destroyed ? 'done' : undefined))
}

/** Takes one step after the other until one decides; without a promise as long as none has to wait. */
export function takeSteps<E extends Exchange>(
  steps: readonly Step<E>[],
  exchange: E,
  from = 0,
): Decision | Promise<Decision> {
  for (let i = from; i < steps.length; i++) {
    const decision = takeStep(steps[i] as Step<E>, exchange)
    if (decision instanceof Promise) {
      return decision.then((later) => later ?? takeSteps(steps, exchange, i + 1))
    }
    if (decision) return decision
  }
  return undefined
}
