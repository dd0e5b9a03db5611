import type { MigrationClass } from '@mt/tenancy/migrations/tenant-migrations'
import { CreatePolls } from './0001-polls.ts'
import { CreatePasswordLinks } from './0002-password-links.ts'
import { CreateIdempotencyKeys } from './0003-idempotency-keys.ts'
import { CreatePollTemplates } from './reference/0001-poll-templates.ts'

/**
 * The history of the tenants' tables, oldest first. Released migrations are never changed; new ones are
 * added.
 */
export const migrations: readonly MigrationClass[] = [
  CreatePolls,
  CreatePasswordLinks,
  CreateIdempotencyKeys,
]

/** The only key that entities cannot express: a vote's choice belongs to the vote's poll. */
export const notInEntities = /votes_choice_of_poll_foreign/

/** The history of the tables that all tenants share. */
export const referenceMigrations: readonly MigrationClass[] = [CreatePollTemplates]
