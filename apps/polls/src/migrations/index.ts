import type { MigrationClass } from '@mt/shared/tenancy/provision/tenant-migrations'
import { CreatePolls } from './0001-polls.ts'
import { CreatePasswordLinks } from './0002-password-links.ts'
import { CreatePollTemplates } from './reference/0001-poll-templates.ts'

/** The history of the tenants' tables, oldest first. What has been released is never changed, only added to. */
export const migrations: readonly MigrationClass[] = [CreatePolls, CreatePasswordLinks]

/** The history of the tables that all tenants share. */
export const referenceMigrations: readonly MigrationClass[] = [CreatePollTemplates]
