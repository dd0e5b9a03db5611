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

/** About which tenant a call is, on whose behalf, and how long somebody waits for it. */
export interface Target<Tenant extends ServedTenant = ServedTenant> {
  /** The operation or the run, or what the audit trail knows the call by. */
  operation: { id: string }
  tenant: Tenant
  signal: AbortSignal
}

type PlacedTarget = Target<ServedTenant & { epoch: number }>

export type DataPlane = ReturnType<typeof createDataPlane>

/**
 * The data plane's internal API: the pooled service's, or a dedicated tenant's own. Every call may be made
 * again, and throws a DataPlaneError when it fails.
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
    /** Makes the tenant's place ready for it, and tells how far its tables are. */
    async provision(target: PlacedTarget) {
      return call(internalApi.provision, { ...about(target), body: identityOf(target) })
    },
    /** Removes the tenant and its rows from its place, where there are any. */
    async deprovision(target: Target) {
      await call(internalApi.deprovision, { ...about(target), body: placeOf(target) })
    },
    /** Makes the tenant's first admin, or finds the one that the same call has made. */
    async createAdmin(target: PlacedTarget, admin: NewAdmin) {
      const body = { ...identityOf(target), admin }
      return call(internalApi.createAdmin, { ...about(target), body })
    },
    /** Lets the tenant's place serve it, or refuse it. When it is fenced, nothing that began before is under way. */
    async setState(target: PlacedTarget, state: 'serving' | 'fenced') {
      const body = { ...identityOf(target), state }
      await call(internalApi.setState, { ...about(target), body })
    },
    /** All that is found of the tenant where it lies. */
    async scan(target: Target) {
      const { found } = await call(internalApi.scan, { ...about(target), body: placeOf(target) })
      return found
    },
    /** Brings the tables of a place, which is named by one of its tenants, up to date. */
    async migrate(target: Target) {
      return call(internalApi.migrate, { ...about(target), body: placeOf(target) })
    },
    /** In what a place differs from its version. */
    async drift(target: Target) {
      return call(internalApi.drift, { ...about(target), body: placeOf(target) })
    },
    /** Runs a command in the tenant's scope, and resolves to what it answers with. */
    async runCommand(target: PlacedTarget, command: string, args: Record<string, unknown>) {
      const { params, ...to } = about(target)
      const body = { ...identityOf(target), args }
      const wanted = { ...to, params: { ...params, command }, body }
      return (await call(internalApi.runCommand, wanted)).result
    },
    /** The version that the tables of every place should have. */
    async version(signal: AbortSignal) {
      return (await call(internalApi.version, ofAll(pooled, signal))).schemaVersion
    },
    /** What can be run in tenants' scopes. */
    async listCommands(signal: AbortSignal) {
      return (await call(internalApi.listCommands, ofAll(pooled, signal))).results
    },
    /** What plans can limit in tenants of the service; undefined where it is of a release that does not say. */
    async listQuotas(signal: AbortSignal) {
      const answer = await call(internalApi.listQuotas, ofAll(pooled, signal)).catch(unlessMissing)
      return answer?.results
    },
    /** What the clusters of the pooled service have of tenants, or a dedicated tenant's own. */
    async inventory(signal: AbortSignal, tenant?: ServedTenant) {
      const at = tenant ? internalApiOf(pooled, tenant) : pooled
      return call(internalApi.inventory, ofAll(at, signal))
    },
    close,
  }
}

/** A service of an earlier release has no such route. Throws every other error. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof DataPlaneRefusal && error.status === 404) return undefined
  throw error
}

function placeOf({ tenant: { placement } }: Target) {
  return { placement }
}

function identityOf({ tenant: { placement, epoch } }: PlacedTarget) {
  return { placement, epoch }
}
