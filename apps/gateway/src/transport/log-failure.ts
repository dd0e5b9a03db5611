import { Problem } from '@mt/shared/http/problem'
import type { GatewayContext } from '../context.ts'

/** Logs what went wrong here or behind: a refusal of the request is an answer, and in the access log. */
export function logFailure({ logger }: Pick<GatewayContext, 'logger'>, error: unknown): void {
  if (error instanceof Problem && error.status < 500) return
  if (error instanceof Problem) logger.debug({ code: error.code, err: error.cause }, 'not served')
  else logger.error({ err: error }, 'a step failed')
}
