import { z } from 'zod'
import type { AuditAnswer } from '../api/answers.ts'
import { tenantIdOf } from '../api/list-all.ts'
import { limitInput, listOptions, printList } from '../list-verb.ts'
import type { Columns } from '../output/table.ts'
import { option, verb } from '../verb.ts'

const columns: Columns<AuditAnswer> = [
  ['at', ({ at }) => at],
  ['who', ({ who }) => who],
  ['from', ({ from }) => from],
  ['what', ({ what }) => what],
  ['tenant', ({ slug, tenant }) => slug ?? tenant],
  ['before', ({ before }) => (before === null ? '' : JSON.stringify(before))],
  ['after', ({ after }) => (after === null ? '' : JSON.stringify(after))],
]

export const audit = verb({
  name: 'audit',
  summary: 'List audit entries, newest first',
  options: [
    option('--tenant <tenant>', 'only entries of this tenant'),
    option('--who <key>', 'only changes made with this API key'),
    option('--what <event>', 'only this event, for example tenant.suspended'),
    option('--since <time>', 'from this time, for example 2026-11-23T00:00:00Z'),
    option('--until <time>', 'before this time'),
    ...listOptions,
  ],
  routes: ['GET /v1/audit'],
  input: z.object({
    tenant: z.string().optional(),
    who: z.string().optional(),
    what: z.string().optional(),
    since: z.string().optional(),
    until: z.string().optional(),
    ...limitInput,
  }),
  async run(tools, { limit, tenant: named, ...rest }) {
    const tenant = named === undefined ? undefined : await tenantIdOf(tools.client, named)
    await printList(tools, 'GET /v1/audit', { limit, query: { tenant, ...rest }, columns })
  },
})
