import { useInfiniteQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { auditQuery } from '../api/queries.ts'
import { Section } from '../parts/section.tsx'
import { AuditList } from '../platform/audit-list.tsx'

/** The audit entries about a tenant. */
export function TenantAudit({ tenant }: { tenant: Schemas['Tenant'] }) {
  const list = useInfiniteQuery(auditQuery({ tenant: tenant.id, limit: 10 }))
  return (
    <Section title="Audit">
      <AuditList list={list} hideTenant />
    </Section>
  )
}
