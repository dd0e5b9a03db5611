import { placeOf } from '@mt/control-plane/runtimes/process/tenant-place'
import { findRecorded } from '@mt/local-servers/processes/recorded-process'
import { tenantFolders } from '@mt/local-servers/tenants/tenant-processes'
import { childrenOf } from '../harness/cpu-time.ts'

/** The two processes of a dedicated tenant; 0 for one that does not run. */
export interface TenantProcesses {
  service: number
  postgres: number
}

export async function processesOf(folder: string, tenantId: string): Promise<TenantProcesses> {
  const { records } = placeOf(folder, tenantId)
  const [service, server] = await Promise.all([
    findRecorded(records.service),
    findRecorded(records.postgres),
  ])
  return { service: service?.pid ?? 0, postgres: server?.pid ?? 0 }
}

/** The processes of all running dedicated tenants. */
export async function allProcesses(folder: string): Promise<TenantProcesses[]> {
  const tenants = await tenantFolders(folder)
  const each = await Promise.all(tenants.map((id) => processesOf(folder, id)))
  return each.filter(({ service, postgres }) => service > 0 && postgres > 0)
}

/** All of their process ids, including the children of their PostgreSQL. */
export async function familiesOf(tenants: readonly TenantProcesses[]): Promise<number[]> {
  const families = tenants.map(async ({ service, postgres }) => [
    service,
    postgres,
    ...(await childrenOf(postgres)),
  ])
  return (await Promise.all(families)).flat()
}
