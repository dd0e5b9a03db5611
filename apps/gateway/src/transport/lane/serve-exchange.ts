import type { GatewayContext } from '../../context.ts'
import { type Step, takeSteps } from '../../steps/step.ts'
import { logFailure } from '../log-failure.ts'
import type { LaneAnswer } from './lane-answer.ts'
import type { LaneExchange } from './lane-exchange.ts'

/** Takes a request of the lane along the steps, and answers it with what they decide. */
export async function serveExchange(
  context: Pick<GatewayContext, 'logger'>,
  steps: readonly Step<LaneExchange>[],
  exchange: LaneExchange,
): Promise<void> {
  const { answer } = exchange
  try {
    const deciding = takeSteps(steps, exchange)
    const decision = deciding instanceof Promise ? await deciding : deciding
    if (decision instanceof Response) await answer.respond(decision)
  } catch (error) {
    logFailure(context, error)
    refuse(answer, error)
  }
}

/** A client whose refusal cannot be written is cut off, instead of waiting for ever. */
function refuse(answer: LaneAnswer, reason: unknown): void {
  try {
    answer.refuse(reason)
  } catch {
    answer.destroy()
  }
}
