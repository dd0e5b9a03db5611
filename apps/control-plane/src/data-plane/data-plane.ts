import { newId } from '@mt/shared/ids'
import { internalApi } from '@mt/shared/internal-api/internal-api'
import type { NewAdmin } from '@mt/shared/internal-api/tenant-routes'
import { type CallerOptions, createCaller } from './call-route.ts'
import { DataPlaneRefusal } from './data-plane-error.ts'
import { type InternalApi, internalApiOf, type ServedTenant } from './internal-api.ts'

export interface DataPlaneOptions extends CallerOptions {
  /** The name and the internal API of the pooled service. */
  service: string
  url: string
}

/** The tenant and the operation of a call, and the signal that aborts it. */
export interface Target<Tenant extends ServedTenant = ServedTenant> {
  /** The operation or run, or another id under which the audit trail has the call. */
  operation: { id: string }
  tenant: Tenant
  signal: AbortSignal
}

type EpochTarget = Target<ServedTenant & { epoch: number }>

export type DataPlane = ReturnType<typeof createDataPlane>

/**
 * Calls the data plane's internal API: the pooled service's, or a dedicated tenant's own. Every call is
 * idempotent and throws a DataPlaneError if it fails.
 */
export function createDataPlane({ service, url, ...options }: DataPlaneOptions) {
  const { call, close } = createCaller(options)
  const pooled = { service, url }
  const about = ({ operation, tenant, signal }: Target) => {
    const to = { at: internalApiOf(pooled, tenant), params: { tenantId: tenant.id } }
    return { ...to, operationId: operation.id, signal }
  }
  const ofAll = (at: InternalApi, signal: AbortSignal) => {
    return { at, params: {}, body: undefined, operationId: newId(), signal }
  }
  return {
    /** Provisions the tenant's placement and returns the version of its tables. */
    async provision(target: EpochTarget) {
      return call(internalApi.provision, { ...about(target), body: identityOf(target) })
    },
    /** Removes the tenant and its rows from its placement, if there are any. */
    async deprovision(target: Target) {
      await call(internalApi.deprovision, { ...about(target), body: placementOf(target) })
    },
    /** Creates the tenant's first admin, or finds the one that the same call has created. */
    async createAdmin(target: EpochTarget, admin: NewAdmin) {
      const body = { ...identityOf(target), admin }
      return call(internalApi.createAdmin, { ...about(target), body })
    },
    /** Makes the tenant's placement serve it or refuse it. Once fenced, no earlier request is still in progress. */
    async setState(target: EpochTarget, state: 'serving' | 'fenced') {
      const body = { ...identityOf(target), state }
      await call(internalApi.setState, { ...about(target), body })
    },
    /** Lists everything of the tenant that exists at its placement. */
    async scan(target: Target) {
      const { found } = await call(internalApi.scan, {
        ...about(target),
        body: placementOf(target),
      })
      return found
    },
    /** Migrates a placement, given by one of its tenants, to the current version. */
    async migrate(target: Target) {
      return call(internalApi.migrate, { ...about(target), body: placementOf(target) })
    },
    /** Compares a placement with its version and returns the differences. */
    async drift(target: Target) {
      return call(internalApi.drift, { ...about(target), body: placementOf(target) })
    },
    /** Runs a command in the tenant's scope and returns its result. */
    async runCommand(target: EpochTarget, command: string, args: Record<string, unknown>) {
      const { params, ...to } = about(target)
      const body = { ...identityOf(target), args }
      const commandCall = { ...to, params: { ...params, command }, body }
      return (await call(internalApi.runCommand, commandCall)).result
    },
    /** The current version, which the tables of every placement should have. */
    async version(signal: AbortSignal) {
      return (await call(internalApi.version, ofAll(pooled, signal))).schemaVersion
    },
    /** Lists the commands that run in a tenant's scope. */
    async listCommands(signal: AbortSignal) {
      return (await call(internalApi.listCommands, ofAll(pooled, signal))).results
    },
    /** Lists the quotas that the service declares; undefined if its release has no such route. */
    async listQuotas(signal: AbortSignal) {
      const answer = await call(internalApi.listQuotas, ofAll(pooled, signal)).catch(unlessMissing)
      return answer?.results
    },
    /** Lists what exists on the clusters of the pooled service, or on a dedicated tenant's own. */
    async inventory(signal: AbortSignal, tenant?: ServedTenant) {
      const at = tenant ? internalApiOf(pooled, tenant) : pooled
      return call(internalApi.inventory, ofAll(at, signal))
    },
    close,
  }
}

/** Turns the 404 of a service of an earlier release, which has no such route, into undefined. Throws other errors. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof DataPlaneRefusal && error.status === 404) return undefined
  throw error
}

function placementOf({ tenant: { placement } }: Target) {
  return { placement }
}

function identityOf({ tenant: { placement, epoch } }: EpochTarget) {
  return { placement, epoch }
}
