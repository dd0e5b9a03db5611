import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { endRecorded } from '../processes/recorded-process.ts'

/** How long a service may take to end requests under way, and a database to write its data to disk. */
const graceMs = 10_000

/**
 * What a tenant's service is called in the files of its folder, from when polls was the only service. The
 * name stays: the release before this one looks for a tenant under it, and taken back to, would start a
 * second service beside one that it does not find.
 */
export const persistedServiceName = 'polls'

/** Where the processes of a dedicated tenant are recorded, in its folder. */
export function recordsOf(tenantFolder: string) {
  return {
    service: join(tenantFolder, `${persistedServiceName}.record`),
    postgres: join(tenantFolder, 'cluster', 'postgres.record'),
  }
}

/** The tenants that have a folder. */
export async function tenantFolders(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

/** Ends a tenant's service, then its database. Resolves, when neither runs, to whether one did. */
export async function endTenant(tenantFolder: string): Promise<boolean> {
  const records = recordsOf(tenantFolder)
  const hadService = await endRecorded(records.service, 'SIGTERM', graceMs)
  const hadPostgres = await endRecorded(records.postgres, 'SIGINT', graceMs)
  return hadService || hadPostgres
}

/** Ends the services of all tenants in `folder`, and not their databases. */
export async function endAllServices(folder: string): Promise<void> {
  const tenants = await tenantFolders(folder)
  const records = tenants.map((tenant) => recordsOf(join(folder, tenant)).service)
  await Promise.all(records.map((record) => endRecorded(record, 'SIGTERM', graceMs)))
}

/**
 * Ends the processes of all tenants in `folder`. The control plane must have ended before, because it would
 * start them again. Resolves to whether any ran.
 */
export async function endAllTenants(folder: string): Promise<boolean> {
  const tenants = await tenantFolders(folder)
  const had = await Promise.all(tenants.map((tenant) => endTenant(join(folder, tenant))))
  return had.includes(true)
}
