import { placementStaleCode } from '@mt/shared/assertion'
import { Problem, unavailable } from '@mt/shared/http/problem'
import { DataPlaneError, DataPlaneRefusal } from './data-plane-error.ts'

/**
 * The problem for a failed call of the data plane that an operator is waiting for: 503, to be repeated.
 * Undefined for other errors.
 */
export function dataPlaneProblem(error: unknown): Problem | undefined {
  if (!(error instanceof DataPlaneError)) return undefined
  return unavailable(isStranger(error) ? strangerDetail : error.message, error)
}

/**
 * The problem for a failed command in a tenant. If the service refused it, its problem is passed on, since
 * the operator can correct the request.
 */
export function commandProblem(error: unknown): Problem | undefined {
  const problem = error instanceof DataPlaneRefusal ? error.problem : undefined
  if (!problem || problem.status >= 500 || isStranger(error)) return dataPlaneProblem(error)
  const { status, code, title, detail, errors } = problem
  if (code === placementStaleCode) return unavailable('the tenant is being changed', error)
  const details = { ...(detail === undefined ? {} : { detail }), ...(errors ? { errors } : {}) }
  return new Problem(status, code, title, details)
}

const strangerDetail =
  'the data plane does not accept the control plane’s calls; check INTERNAL_VERIFYING_KEYS'

/** Whether the two planes' keys do not match. */
function isStranger(error: unknown): boolean {
  return error instanceof DataPlaneRefusal && (error.status === 401 || error.status === 403)
}
