import type { Schemas } from '@mt/control-plane-api/client'
import { z } from 'zod'
import { sheetOf } from '../output/table.ts'
import { verb } from '../verb.ts'

export const receipt = verb({
  name: 'receipt',
  summary: 'Show what a purge removed, and where it then found nothing left',
  takes: '<tenant>',
  routes: ['GET /v1/tenants/{id}/receipt'],
  input: z.object({ tenant: z.string() }),
  async run({ client, out }, { tenant }) {
    const found = await client.call('GET /v1/tenants/{id}/receipt', { path: { id: tenant } })
    out.result(found, () => receiptSheet(found))
  },
})

function receiptSheet(found: Schemas['PurgeReceipt']): string {
  const { slug, tenant, operation, hosts, removed, scanned, confirmedAt } = found
  return sheetOf([
    ['slug', slug],
    ['tenant', tenant],
    ['operation', operation],
    ['hosts', hosts.join(' ')],
    ...removed.map(({ kind, name, count }) => {
      return ['removed', `${kind} ${name}${count === undefined ? '' : ` (${count})`}`] as const
    }),
    ...scanned.map((name) => ['nothing left in', name] as const),
    ['confirmed', confirmedAt],
  ])
}
