import type { MigrationClass } from '@mt/tenancy/migrations/tenant-migrations'
import { CreatePolls } from './0001-polls.ts'
import { CreatePasswordLinks } from './0002-password-links.ts'
import { CreateIdempotencyKeys } from './0003-idempotency-keys.ts'
import { CreatePollTemplates } from './reference/0001-poll-templates.ts'

/** The history of the tenants' tables, oldest first. What has been released is never changed, only added to. */
export const migrations: readonly MigrationClass[] = [
  CreatePolls,
  CreatePasswordLinks,
  CreateIdempotencyKeys,
]

/** The one key that no entity can say: a vote's choice is of the vote's poll. */
export const notInEntities = /votes_choice_of_poll_foreign/

/** The history of the tables that all tenants share. */
export const referenceMigrations: readonly MigrationClass[] = [CreatePollTemplates]
