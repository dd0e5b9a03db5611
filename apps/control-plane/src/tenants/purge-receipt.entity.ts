import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Trace } from '@mt/shared/internal-api/placement-routes'
import type { RuntimeTrace } from '../runtimes/runtime.ts'
import { Tenant } from './tenant.entity.ts'

/** What a purge found and removed, and where it then found nothing left. */
export const PurgeReceipt = defineEntity({
  name: 'PurgeReceipt',
  tableName: 'purge_receipts',
  properties: {
    tenantId: p.manyToOne(Tenant).mapToPk().joinColumn('tenant_id').primary(),
    operationId: p.uuid(),
    slug: p.text(),
    hosts: p.json<string[]>(),
    removed: p.json<(Trace | RuntimeTrace)[]>(),
    /** Where nothing was left at the end. */
    scanned: p.json<string[]>(),
    surveyedAt: p.datetime(3),
    confirmedAt: p.datetime(3).nullable(),
  },
})

export type PurgeReceipt = InferEntity<typeof PurgeReceipt>
