import { type RuntimeTenant, runningParts } from '../runtimes/runtime.ts'
import { type BookedTenant, shouldRun } from './read-books.ts'

export interface ToDo {
  /** `replace`: it serves, and its service is outdated. It is done by a launch too. */
  action: 'launch' | 'stop' | 'replace'
  tenant: BookedTenant
}

/**
 * What has to be done so that what runs is what should run. What no book knows of is left alone: it may be
 * another platform's, and the doctor tells of it.
 */
export function compare(books: readonly BookedTenant[], found: readonly RuntimeTenant[]): ToDo[] {
  const byId = new Map(found.map((tenant) => [tenant.tenantId, tenant]))
  return books.flatMap((tenant): ToDo[] => {
    if (tenant.busy) return []
    const there = byId.get(tenant.tenantId)
    if (!shouldRun(tenant)) return hasRunning(there) ? [{ action: 'stop', tenant }] : []
    if (!isWhole(there) || !isWhereBooked(tenant, there)) return [{ action: 'launch', tenant }]
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

/** One that was launched and moved while nobody wrote it down is launched, which tells where it is. */
function isWhereBooked({ upstream }: BookedTenant, { launched }: RuntimeTenant): boolean {
  return upstream?.url === launched?.url && upstream?.internalUrl === launched?.internalUrl
}
