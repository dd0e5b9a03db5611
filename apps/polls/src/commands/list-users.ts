import { listUsers } from '../admin/users/list-users.ts'
import { listQuery } from '../http/page.ts'
import { command } from './command.ts'

/** A page of a tenant's users. */
export const listUsersCommand = command({
  summary: 'list users, newest first: --q --limit --cursor',
  mode: 'read',
  args: listQuery.strict(),
  run: listUsers,
})
