import { type RuntimeTenant, runningParts } from '../runtimes/runtime.ts'
import { type DesiredTenant, shouldRun } from './read-desired-state.ts'

export interface ToDo {
  /** `replace`: the tenant is served by an outdated service. It is done by a launch, too. */
  action: 'launch' | 'stop' | 'replace'
  tenant: DesiredTenant
}

/**
 * Lists what has to be done to reach the desired state. Unknown tenants are left alone: they may belong to
 * another platform, and the doctor reports them.
 */
export function compare(
  desired: readonly DesiredTenant[],
  found: readonly RuntimeTenant[],
): ToDo[] {
  const byId = new Map(found.map((tenant) => [tenant.tenantId, tenant]))
  return desired.flatMap((tenant): ToDo[] => {
    if (tenant.busy) return []
    const there = byId.get(tenant.tenantId)
    if (!shouldRun(tenant)) return hasRunning(there) ? [{ action: 'stop', tenant }] : []
    if (!isWhole(there) || !isAtRecordedAddress(tenant, there))
      return [{ action: 'launch', tenant }]
    return there.outdated ? [{ action: 'replace', tenant }] : []
  })
}

function isWhole(tenant: RuntimeTenant | undefined): tenant is RuntimeTenant {
  return (
    tenant !== undefined && runningParts.every((part) => tenant.parts[part].state === 'running')
  )
}

function hasRunning(tenant: RuntimeTenant | undefined): boolean {
  return tenant !== undefined && runningParts.some((part) => tenant.parts[part].state !== 'stopped')
}

/** A tenant that was launched at another address than the recorded one is launched again, which returns its address. */
function isAtRecordedAddress({ upstream }: DesiredTenant, { launched }: RuntimeTenant): boolean {
  return upstream?.url === launched?.url && upstream?.internalUrl === launched?.internalUrl
}
