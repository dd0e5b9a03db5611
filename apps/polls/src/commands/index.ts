import type { Command } from '@mt/data-plane/commands/command'
import { count } from './count.ts'
import { createAdminCommand } from './create-admin.ts'
import { listUsersCommand } from './list-users.ts'
import { seed } from './seed.ts'
import { setPassword } from './set-password.ts'

/** The commands that operators can run inside a tenant, by the name that `tenantctl run` takes. */
export const commands: Readonly<Record<string, Command>> = {
  'create-admin': createAdminCommand,
  'list-users': listUsersCommand,
  'set-password': setPassword,
  seed,
  count,
}
