import { placeOf } from '@mt/control-plane/runtimes/process/tenant-place'
import { findRecorded } from '@mt/local-servers/processes/recorded-process'
import { tenantFolders } from '@mt/local-servers/tenants/tenant-processes'
import { childrenOf } from '../harness/cpu-time.ts'

/** The two processes of a dedicated tenant; 0 for one that does not run. */
export interface TenantProcesses {
  polls: number
  postgres: number
}

export async function processesOf(folder: string, tenantId: string): Promise<TenantProcesses> {
  const { polls, postgres } = placeOf(folder, tenantId).records
  const [service, server] = await Promise.all([findRecorded(polls), findRecorded(postgres)])
  return { polls: service?.pid ?? 0, postgres: server?.pid ?? 0 }
}

/** Those of all dedicated tenants that run. */
export async function allProcesses(folder: string): Promise<TenantProcesses[]> {
  const tenants = await tenantFolders(folder)
  const each = await Promise.all(tenants.map((id) => processesOf(folder, id)))
  return each.filter(({ polls, postgres }) => polls > 0 && postgres > 0)
}

/** Every process id of them, the children of their PostgreSQL included. */
export async function familiesOf(tenants: readonly TenantProcesses[]): Promise<number[]> {
  const families = tenants.map(async ({ polls, postgres }) => [
    polls,
    postgres,
    ...(await childrenOf(postgres)),
  ])
  return (await Promise.all(families)).flat()
}
