import { z } from '@hono/zod-openapi'
import { notFound } from '@mt/shared/http/problem'
import type { WithOrm } from '../../database/open-orm.ts'
import { findTenant } from '../../tenants/find-tenant.ts'
import { PurgeReceipt } from '../../tenants/purge-receipt.entity.ts'

const traceSchema = z.object({
  kind: z.enum([
    ...['database', 'schema', 'role', 'rows'],
    ...['process', 'container', 'network', 'volume'],
  ] as const),
  name: z.string(),
  count: z.number().int().exactOptional(),
})

export const receiptSchema = z
  .object({
    tenant: z.uuid(),
    operation: z.uuid(),
    slug: z.string(),
    hosts: z.array(z.string()),
    removed: z.array(traceSchema).openapi({ description: 'What was removed' }),
    scanned: z.array(z.string()).openapi({ description: 'Where nothing was left afterwards' }),
    surveyedAt: z.iso.datetime(),
    confirmedAt: z.iso.datetime().nullable().openapi({
      description: 'When the purge was confirmed; null while it is in progress',
    }),
  })
  .openapi('PurgeReceipt')

/** The receipt of a purge. Throws 404 for a tenant that has not been purged. */
export async function showReceipt(
  { orm }: WithOrm,
  id: string,
): Promise<z.infer<typeof receiptSchema>> {
  const em = orm.em.fork()
  const tenant = await findTenant(em, id)
  const receipt = await em.findOne(PurgeReceipt, { tenantId: tenant.id })
  if (!receipt) throw notFound(`${tenant.slug} has not been purged: it is ${tenant.status}`)
  const { tenantId, operationId, slug, hosts, removed, scanned } = receipt
  return {
    ...{ tenant: tenantId, operation: operationId, slug, hosts, removed, scanned },
    surveyedAt: receipt.surveyedAt.toISOString(),
    confirmedAt: receipt.confirmedAt?.toISOString() ?? null,
  }
}
