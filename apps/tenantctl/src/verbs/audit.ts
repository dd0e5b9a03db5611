import { z } from 'zod'
import type { AuditAnswer } from '../api/answers.ts'
import { tenantIdOf } from '../api/list-all.ts'
import { limitInput, listOptions, tellList } from '../list-verb.ts'
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
  summary: 'Who changed what, newest first',
  options: [
    option('--tenant <tenant>', 'of one tenant'),
    option('--who <key>', 'by the API key of this name'),
    option('--what <event>', 'tenant.suspended, say'),
    option('--since <time>', '2026-11-23T00:00:00Z'),
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
    await tellList(tools, 'GET /v1/audit', { limit, query: { tenant, ...rest }, columns })
  },
})
