import { type Problem, unavailable } from '@mt/shared/http/problem'

/**
 * What PostgreSQL, its driver and the network say when the database is away, starting or full, or too busy:
 * a statement or a lock took longer than it may, or was given up for another's sake.
 */
const lostCodes =
  /^(08...|57P0[1-5]|57014|55P03|40001|40P01|53300|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/
const lostMessages =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|not queryable/

/** Whether an error means that the database cannot do it now, rather than that a statement was wrong. */
export function isDatabaseLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && lostCodes.test(String(error.code))) return true
  if (lostMessages.test(error.message)) return true
  const causes = error instanceof AggregateError ? error.errors : [error.cause]
  return causes.some((cause) => cause !== undefined && cause !== error && isDatabaseLost(cause))
}

/** The same as the answer 503 with Retry-After; undefined for any other error. */
export function databaseProblem(error: unknown): Problem | undefined {
  return isDatabaseLost(error)
    ? unavailable('the database cannot be reached, or is too busy; come again', error)
    : undefined
}
