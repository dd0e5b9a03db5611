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

/** The database, schema, table or role of the tenant is not there, or does not let us in. */
const unusablePlace = new Set<DatabaseFault | undefined>([
  'missing-database',
  'missing-schema',
  'missing-table',
  'missing-role',
  'wrong-password',
  'login-refused',
])

/** The answer where the database cannot do it now: 503 with Retry-After. Undefined for any other error. */
export function passingProblem(error: unknown): Problem | undefined {
  const fault = faultOf(error)
  return isPassing(fault) ? unavailable(describeFault(fault), error) : undefined
}

/**
 * The answer to an error of the database that is nobody's fault: the client has to come again, or what it
 * refers to was deleted since it was looked up. Undefined for any other. ORM and driver wrap errors, so the whole chain of causes is looked at.
 */
export function databaseProblem(error: unknown): Problem | undefined {
  for (const each of causesOf(error)) {
    const problem = problemOf(each)
    if (problem) return problem
  }
  return undefined
}

/**
 * The same for who serves a tenant: a place that is not there, or lets nobody in, is an outage of that
 * tenant. Who makes places asks `databaseProblem`: to him a place that is missing is a fault.
 */
export function servingProblem(error: unknown): Problem | undefined {
  const known = databaseProblem(error)
  if (known || !unusablePlace.has(faultOf(error))) return known
  return unavailable('the tenant’s place cannot be used', error, 30)
}

function problemOf(error: Error): Problem | undefined {
  const options: ProblemOptions = { detail: error.message, cause: error }
  if (error instanceof PlacementStale) {
    const headers = { [placementHeader]: stalePlacement }
    return new Problem(409, placementStaleCode, 'Placement is stale', { ...options, headers })
  }
  if (error instanceof PlacementTaken)
    return new Problem(409, 'place_taken', 'The place is another tenant’s', options)
  if (error instanceof UnknownCluster) return unavailable('the tenant is not served here', error)
  if (error instanceof SlotsBusy) return unavailable(describeFault('busy'), error)
  const fault = ownFault(error)
  if (fault === 'missing-reference') return notFound()
  return isPassing(fault) ? unavailable(describeFault(fault), error) : undefined
}
