import type { TenantMigration } from '../migrations/tenant-migrations.ts'
import type { OwnerConnections } from './owner-connection.ts'

/** What provisioning and deprovisioning need. */
export interface ProvisionContext {
  database: string
  migrations: readonly TenantMigration[]
  referenceMigrations: readonly TenantMigration[]
  owners: OwnerConnections
  password(cluster: string, role: string): string
}
