import { command } from '@mt/data-plane/commands/command'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import { z } from 'zod'

/** Counts what a tenant has. */
export const count = command({
  summary: 'count users, polls and votes',
  mode: 'read',
  args: z.strictObject({}),
  async run(scope) {
    const [counts] = await scope.query(sql`
      select (select count(*)::int from ${table('users')} u) as users,
        (select count(*)::int from ${table('polls')} p) as polls,
        (select coalesce(sum(c.votes), 0)::int from ${table('choices')} c) as votes`)
    return counts
  },
})
