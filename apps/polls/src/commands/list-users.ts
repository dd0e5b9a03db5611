import { command } from '@mt/data-plane/commands/command'
import { listQuery } from '@mt/data-plane/http/page'
import { listUsers } from '../admin/users/list-users.ts'

/** A page of a tenant's users. */
export const listUsersCommand = command({
  summary: 'list users, newest first: --q --limit --cursor',
  mode: 'read',
  args: listQuery.strict(),
  run: listUsers,
})
