import type { MigrationClass } from '@mt/shared/tenancy/provision/tenant-migrations'
import { CreatePolls } from './0001-polls.ts'

/** The history of the tenants' tables, oldest first. What has been released is never changed, only added to. */
export const migrations: readonly MigrationClass[] = [CreatePolls]
