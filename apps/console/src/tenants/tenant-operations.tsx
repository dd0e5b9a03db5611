import type { Schemas } from '../api/client.ts'
import { isInProgress, OperationProgress } from '../operations/operation-progress.tsx'
import { OperationsList } from '../operations/operations-list.tsx'
import { Section } from '../parts/section.tsx'
import { useOperationsOf } from './use-operations-of.ts'
import { useAsOfOperation, useRefreshTenant } from './use-refresh-tenant.ts'

/** A tenant's operations, with the progress of the latest one. */
export function TenantOperations({ tenant }: { tenant: Schemas['Tenant'] }) {
  const { list, latest } = useOperationsOf(tenant)
  const refresh = useRefreshTenant()
  useAsOfOperation(latest)
  const isShown = latest && (isInProgress(latest) || latest.state === 'failed')
  return (
    <>
      {isShown && <OperationProgress key={latest.id} id={latest.id} onEnd={refresh} />}
      <Section title="Operations">
        <OperationsList list={list} hideTenant />
      </Section>
    </>
  )
}
