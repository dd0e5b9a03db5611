import { useInfiniteQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { operationsQuery } from '../api/queries.ts'
import { isUnderWay, OperationProgress } from '../operations/operation-progress.tsx'
import { OperationsList } from '../operations/operations-list.tsx'
import { Section } from '../parts/section.tsx'
import { useAsOfOperation, useRefreshTenant } from './use-refresh-tenant.ts'

/** What is being done to a tenant, step by step, and what was. */
export function TenantOperations({ tenant }: { tenant: Schemas['Tenant'] }) {
  const list = useInfiniteQuery(operationsQuery({ tenant: tenant.id, limit: 5 }))
  const refresh = useRefreshTenant()
  const [latest] = list.data?.pages[0]?.results ?? []
  useAsOfOperation(latest)
  const isShown = latest && (isUnderWay(latest) || latest.state === 'failed')
  return (
    <>
      {isShown && <OperationProgress key={latest.id} id={latest.id} onEnd={refresh} />}
      <Section title="Operations">
        <OperationsList list={list} isOfOne />
      </Section>
    </>
  )
}
