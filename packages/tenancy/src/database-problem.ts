import { placementHeader, placementStaleCode, stalePlacement } from '@mt/shared/assertion'
import { notFound, Problem, type ProblemOptions, unavailable } from '@mt/shared/http/problem'
import { SlotsBusy } from '@mt/shared/slots'
import { UnknownCluster } from './connections/connection-targets.ts'
import { PlaceIsShared } from './provisioning/claim-place.ts'
import { PlacementStale } from './scope/open-scope.ts'

const lostConnection = /^(08|57P0[123])/
const lostConnectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
])
const lostConnectionMessage =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|Client was closed|not queryable/
/** A migration changed what a prepared statement reads; the next attempt plans it anew. */
const outdatedPlan = /^cached plan must not change/
/** The database, schema, table or role of the tenant is not there, or does not let us in. */
const unusablePlaceCodes = new Set(['3D000', '3F000', '42P01', '28P01', '28000'])
const missingRole = /^role ".*" does not exist/
const missingReferenceCode = '23503'
const busyCodes = new Set(['53300', '55P03', '57014', '40001', '40P01'])

/**
 * The answer to an error of the database that is nobody's fault: the client has to come again, or what it
 * refers to was deleted since it was looked up. Undefined for any other. ORM and driver wrap errors, so the whole chain of causes is looked at.
 */
export function databaseProblem(error: unknown): Problem | undefined {
  return firstInChain(error, problemOf)
}

/**
 * The same for who serves a tenant: a place that is not there, or lets nobody in, is an outage of that
 * tenant. Who makes places asks `databaseProblem`: to him a place that is missing is a fault.
 */
export function servingProblem(error: unknown): Problem | undefined {
  return databaseProblem(error) ?? firstInChain(error, unusablePlace)
}

function firstInChain(
  error: unknown,
  look: (error: Error) => Problem | undefined,
): Problem | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const problem = look(cause)
    if (problem) return problem
  }
  return undefined
}

function unusablePlace(error: Error): Problem | undefined {
  const unusable = unusablePlaceCodes.has(codeOf(error)) || missingRole.test(error.message)
  return unusable ? unavailable('the tenant’s place cannot be used', error, 30) : undefined
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function problemOf(error: Error): Problem | undefined {
  const code = codeOf(error)
  const options: ProblemOptions = { detail: error.message, cause: error }
  if (error instanceof PlacementStale) {
    const headers = { [placementHeader]: stalePlacement }
    return new Problem(409, placementStaleCode, 'Placement is stale', { ...options, headers })
  }
  if (code === missingReferenceCode) return notFound()
  if (error instanceof PlaceIsShared)
    return new Problem(409, 'place_taken', 'The place is another tenant’s', options)
  if (error instanceof UnknownCluster) return unavailable('the tenant is not served here', error)
  if (error instanceof SlotsBusy || busyCodes.has(code) || outdatedPlan.test(error.message))
    return unavailable('the database is busy', error)
  const lost =
    lostConnection.test(code) ||
    lostConnectionCodes.has(code) ||
    lostConnectionMessage.test(error.message)
  return lost ? unavailable('the database is away', error) : undefined
}
