import { placementStaleCode } from '@mt/shared/assertion'
import { Problem, unavailable } from '@mt/shared/http/problem'
import { DataPlaneError, DataPlaneRefusal } from './data-plane-error.ts'

/**
 * What an operator who waits is told of a call that failed: to come again, as an operation would. Undefined
 * for errors of anything else.
 */
export function dataPlaneProblem(error: unknown): Problem | undefined {
  if (!(error instanceof DataPlaneError)) return undefined
  return unavailable(isStranger(error) ? strangerDetail : error.message, error)
}

/**
 * The same of a command that an operator wants to be run in a tenant: what the service refuses is the
 * operator's to mend, and is told as the service told it.
 */
export function commandProblem(error: unknown): Problem | undefined {
  const problem = error instanceof DataPlaneRefusal ? error.problem : undefined
  if (!problem || problem.status >= 500 || isStranger(error)) return dataPlaneProblem(error)
  const { status, code, title, detail, errors } = problem
  if (code === placementStaleCode) return unavailable('the tenant is being changed', error)
  const said = { ...(detail === undefined ? {} : { detail }), ...(errors ? { errors } : {}) }
  return new Problem(status, code, title, said)
}

const strangerDetail =
  'the data plane does not take the control plane’s calls; check INTERNAL_VERIFYING_KEYS'

/** Whether the two planes' keys do not go together. */
function isStranger(error: unknown): boolean {
  return error instanceof DataPlaneRefusal && (error.status === 401 || error.status === 403)
}
