import { invalid } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import { sql } from '@mt/shared/tenancy/scoped-query'
import type { TenantScope } from '@mt/shared/tenancy/tenancy'
import { readPolls } from './read-polls.ts'
import type { ListQuery, PollView } from './schemas.ts'

/**
 * A page of the tenant's polls, newest first: ids sort by the time of their making. One poll more than
 * asked for is read, to know whether there is a next page. Throws a 422 for a cursor that is none.
 */
export async function listPolls(
  scope: TenantScope,
  { cursor, limit, q }: ListQuery,
): Promise<{ results: PollView[]; next: string | null }> {
  const before = cursor === undefined ? sql`true` : sql`p.id < ${idOfCursor(cursor)}::uuid`
  const matches = q ? sql`p.question ilike ${`%${escapeLike(q)}%`}` : sql`true`
  const found = await readPolls(scope, {
    where: sql`${before} and ${matches}`,
    rest: sql`order by p.id desc limit ${limit + 1}`,
  })
  const results = found.slice(0, limit)
  const last = results.at(-1)
  return { results, next: found.length > limit && last ? cursorOf(last.id) : null }
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url')
}

function idOfCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!isId(id))
    throw invalid({ field: 'cursor', message: 'must be the `next` of an earlier page' })
  return id
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
