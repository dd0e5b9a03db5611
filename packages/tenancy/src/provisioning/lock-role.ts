import type pg from 'pg'
import { faultOf } from '../database-errors.ts'
import { quoteText } from '../sql/sql.ts'
import { groupRole } from './database-roles.ts'

export interface RoleLock {
  role: string
  /** Makes the role if it is missing, as one that nobody logs in as. */
  make?: boolean
}

/** Another process working as the owner has held a lock for too long. The call can be repeated. */
class RoleIsLocked extends Error {
  override name = 'RoleIsLocked'
}

/**
 * Locks a role until the caller's transaction ends, against others who lock it. PostgreSQL locks a role
 * while it is commented on, and allows that only to those who administer it. So a tenant's login cannot
 * hold this lock, as it could hold an advisory one in any database that it can enter. The comment stays
 * as it is. Throws RoleIsLocked after the transaction's `lock_timeout`, and SQLSTATE 42704 if there is no
 * such role.
 */
export async function lockRole(client: pg.ClientBase, { role, make = false }: RoleLock) {
  const name = quoteText(role)
  const making = `if not exists (select from pg_roles where rolname = ${name}) then
      begin
        ${groupRole(role)};
      exception when duplicate_object or unique_violation then null; -- another was faster
      end;
    end if;`
  const locking = `execute format('comment on role %I is %L', ${name}, (
      select shobj_description(oid, 'pg_authid') from pg_roles where rolname = ${name}));`
  await client
    .query(`do $lock$ begin ${make ? making : ''} ${locking} end $lock$`)
    .catch((cause: unknown) => {
      if (faultOf(cause) !== 'locked') throw cause
      throw new RoleIsLocked(`another process holds the lock of the role ${role}`, { cause })
    })
}
