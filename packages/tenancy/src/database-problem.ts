import { placementHeader, placementStaleCode, stalePlacement } from '@mt/shared/assertion'
import { notFound, Problem, type ProblemOptions, unavailable } from '@mt/shared/http/problem'
import { SlotsBusy } from '@mt/shared/slots'
import { UnknownCluster } from './connections/connection-targets.ts'
import {
  causesOf,
  type DatabaseFault,
  describeFault,
  faultOf,
  isPassing,
  ownFault,
} from './database-errors.ts'
import { PlacementTaken } from './provisioning/claim-placement.ts'
import { PlacementStale } from './scope/open-scope.ts'

/** The database, schema, table or role of the tenant is missing or refuses the login. */
const unusablePlacement = new Set<DatabaseFault | undefined>([
  'missing-database',
  'missing-schema',
  'missing-table',
  'missing-role',
  'wrong-password',
  'login-refused',
])

/** A 503 with Retry-After if the database cannot do it now. Undefined for any other error. */
export function passingProblem(error: unknown): Problem | undefined {
  const fault = faultOf(error)
  return isPassing(fault) ? unavailable(describeFault(fault), error) : undefined
}

/**
 * The answer to an error of the database that is nobody's fault: the client has to retry, or what it refers
 * to was deleted since it was looked up. Undefined for any other error. ORM and driver wrap errors, so the
 * whole chain of causes is searched.
 */
export function databaseProblem(error: unknown): Problem | undefined {
  for (const each of causesOf(error)) {
    const problem = problemOf(each)
    if (problem) return problem
  }
  return undefined
}

/**
 * The same for a service that serves a tenant: a placement that is missing, or that refuses the login, is an
 * outage of that tenant. Code that creates placements calls `databaseProblem`: a missing one is then a fault.
 */
export function servingProblem(error: unknown): Problem | undefined {
  const known = databaseProblem(error)
  if (known || !unusablePlacement.has(faultOf(error))) return known
  return unavailable('the tenant’s placement cannot be used', error, 30)
}

function problemOf(error: Error): Problem | undefined {
  const options: ProblemOptions = { detail: error.message, cause: error }
  if (error instanceof PlacementStale) {
    const headers = { [placementHeader]: stalePlacement }
    return new Problem(409, placementStaleCode, 'Placement is stale', { ...options, headers })
  }
  if (error instanceof PlacementTaken)
    return new Problem(409, 'place_taken', 'The placement belongs to another tenant', options)
  if (error instanceof UnknownCluster) return unavailable('the tenant is not served here', error)
  if (error instanceof SlotsBusy) return unavailable(describeFault('busy'), error)
  const fault = ownFault(error)
  if (fault === 'missing-reference') return notFound()
  return isPassing(fault) ? unavailable(describeFault(fault), error) : undefined
}
