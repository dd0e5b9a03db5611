import { z } from 'zod'
import { limitInput, listOptions, printList } from '../list-verb.ts'
import { tableOf } from '../output/table.ts'
import { option, type Tools, verb } from '../verb.ts'

export const usage = verb({
  name: 'usage',
  summary: 'Show requests by tenant, or of one tenant by day',
  takes: '[tenant]',
  options: [
    option('--from <day>', 'first day in UTC, for example 2026-11-01'),
    option('--to <day>', 'last day'),
    ...listOptions,
  ],
  routes: ['GET /v1/usage', 'GET /v1/tenants/{id}/usage'],
  input: z.object({
    tenant: z.string().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    ...limitInput,
  }),
  run: (tools, { tenant, limit, ...query }) =>
    tenant === undefined
      ? printList(tools, 'GET /v1/usage', { limit, query, columns: byTenant })
      : printDays(tools, tenant, { from: query.from, to: query.to }),
})

const byTenant = [
  ['slug', ({ slug }: { slug: string }) => slug],
  ['requests', ({ requests }: { requests: number }) => requests],
] as const

async function printDays(
  { client, out }: Tools,
  tenant: string,
  query: { from: string | undefined; to: string | undefined },
): Promise<void> {
  const path = { id: tenant }
  const all = await client.call('GET /v1/tenants/{id}/usage', { path, query })
  const columns = [
    ['day', ({ day }: { day: string }) => day],
    ['requests', ({ requests }: { requests: number }) => requests],
  ] as const
  out.result(all, () => tableOf(columns, all.results))
}
