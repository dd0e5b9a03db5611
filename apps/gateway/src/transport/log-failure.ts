import { Problem } from '@mt/shared/http/problem'
import type { GatewayContext } from '../context.ts'

/** Logs errors that are not Problems: a Problem is an answer, and in the access log. */
export function logFailure({ logger }: Pick<GatewayContext, 'logger'>, error: unknown): void {
  if (error instanceof Problem) logger.debug({ code: error.code, err: error.cause }, 'refused')
  else logger.error({ err: error }, 'a step of the chain failed')
}
