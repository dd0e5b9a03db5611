import type { EntitySchema } from '@mikro-orm/core'
import type { MigrationClass } from '@mt/tenancy/migrations/tenant-migrations'

/** The tables that a service keeps for each tenant, and those that all tenants share. */
export interface ServiceTables {
  entities: EntitySchema[]
  /** The history of the tenants' tables, oldest first. */
  migrations: readonly MigrationClass[]
  /** The history of the tables that all tenants share. */
  referenceMigrations?: readonly MigrationClass[]
}
