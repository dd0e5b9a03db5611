import { Problem } from '@mt/shared/http/problem'
import type { GatewayContext } from '../context.ts'

/** A Problem is an answer, which the access log shows; anything else is a fault of ours. */
export function logFailure({ logger }: Pick<GatewayContext, 'logger'>, error: unknown): void {
  if (error instanceof Problem) logger.debug({ code: error.code, err: error.cause }, 'refused')
  else logger.error({ err: error }, 'a step of the chain failed')
}
