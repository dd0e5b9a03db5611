import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { deleteFrom, type ScopedSql, sql, table, update } from '@mt/tenancy/sql/scoped-query'
import type { UserScope } from '../../http/as-user.ts'
import { allowLongStatement } from '../../limits/allow-long-statement.ts'
import { writeLog } from '../log/write-log.ts'
import { holdUser, requireAnotherAdmin } from './find-user.ts'

/**
 * Deletes a user with their polls and votes, in the database, however many there are. Throws a 404, and a
 * 409 for the last admin.
 */
export async function deleteUser(request: UserScope, id: string): Promise<void> {
  const { scope } = request
  await requireAnotherAdmin(scope, id)
  const { username } = await holdUser(scope, id)
  await allowLongStatement(scope)
  await holdAllOf(scope, id)
  await scope.query(deletion(id))
  writeLog(request, { action: 'user.deleted', subjectId: id, details: { username } })
}

/**
 * Locks the rows that will change, in the order in which votes and deletions lock them: polls before
 * choices before votes. So they wait for each other here, and the deletion sees what they have done. Uses
 * an array, because an index is scanned once for all of it, while a subquery may be looked up row by row.
 */
async function holdAllOf({ query }: TenantScope, userId: string): Promise<void> {
  await query(sql`select count(*) from (
    select from ${table('polls')} p where p.created_by_id = ${userId} order by p.id for update) held`)
  await query(sql`select count(*) from (
    select from ${table('choices')} c
    where c.id = any(array(
      select v.choice_id from ${table('votes')} v where v.voted_by_id = ${userId}))
    order by c.id for no key update of c) held`)
}

/**
 * Subtracts the user's votes from the counts, and deletes the user; the database deletes what refers to the
 * user.
 */
function deletion(userId: string): ScopedSql {
  const uncounted = update('choices', {
    set: sql`votes = votes - 1`,
    where: sql`id = any(array(select choice_id from uncast))`,
  })
  return sql`
    with uncast as (${deleteFrom('votes', sql`voted_by_id = ${userId}`)} returning choice_id),
    uncounted as (${uncounted})
    ${deleteFrom('users', sql`id = ${userId}`)}`
}
