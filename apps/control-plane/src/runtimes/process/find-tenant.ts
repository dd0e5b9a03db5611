import { findRecorded, type RecordedProcess } from '@mt/local-servers/processes/recorded-process'
import { type PartState, type RunningPart, type RuntimeTenant, runningParts } from '../runtime.ts'
import { addressesOf, isOutdated, type LaunchParts } from './launch-tenant.ts'
import { readDescription, type TenantPlace } from './tenant-place.ts'

/** A process that runs for a tenant. */
export interface TenantProcess extends RecordedProcess {
  tenantId: string
  part: RunningPart
}

export interface FoundTenant {
  tenant: RuntimeTenant
  processes: TenantProcess[]
}

/** What there is of a tenant, and the processes that run for it; undefined where its folder says nothing. */
export async function findTenant(
  place: TenantPlace,
  { serviceOf }: Pick<LaunchParts, 'serviceOf'>,
): Promise<FoundTenant | undefined> {
  const description = await readDescription(place)
  if (!description) return undefined
  const { tenantId, slug, launched } = description
  const processes = await processesOf(place, tenantId)
  const stateOf = (part: RunningPart): PartState => {
    const process = processes.find((each) => each.part === part)
    if (!process) return { state: 'stopped' }
    return { state: 'running', id: `${process.pid} ${process.start}` }
  }
  const parts = { service: stateOf('service'), postgres: stateOf('postgres') }
  const outdated = parts.service.state !== 'stopped' && isOutdated({ serviceOf }, description)
  const addresses = launched ? { launched: addressesOf(description) } : {}
  return { tenant: { tenantId, slug, parts, outdated, ...addresses }, processes }
}

export async function processesOf(place: TenantPlace, tenantId: string): Promise<TenantProcess[]> {
  const processes: TenantProcess[] = []
  for (const part of runningParts) {
    const found = await findRecorded(place.records[part])
    if (found) processes.push({ ...found, tenantId, part })
  }
  return processes
}
