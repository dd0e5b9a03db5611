import { ButtonLink } from '@mt/web/parts/button.tsx'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { operationQuery, tenantQuery } from '../api/queries.ts'
import { useTitle } from '../frame/use-title.ts'
import { OperationProgress } from '../operations/operation-progress.tsx'
import parts from '../parts/parts.module.css'
import { OnboardForm } from './onboard-form.tsx'
import { TenantHosts } from './tenant-hosts.tsx'

const route = getRouteApi('/signed-in/tenants/new')

/** Onboards a tenant: first the form, then the progress of the operation, whose id is in the URL. */
export function OnboardPage() {
  useTitle('Onboard a tenant')
  const { operation } = route.useSearch()
  return (
    <>
      <h1>Onboard a tenant</h1>
      {operation ? <Onboarding operation={operation} /> : <OnboardForm />}
    </>
  )
}

function Onboarding({ operation: id }: { operation: string }) {
  const { data: operation } = useQuery(operationQuery(id))
  return (
    <>
      <OperationProgress id={id} />
      {operation?.state === 'succeeded' && <Onboarded id={operation.tenant} />}
    </>
  )
}

function Onboarded({ id }: { id: string }) {
  const { data } = useQuery(tenantQuery(id))
  if (!data) return null
  const { tenant } = data
  return (
    <div className={parts.card} role="status">
      <p>
        <b>{tenant.name}</b> is served at <TenantHosts hosts={tenant.hosts} />.
      </p>
      <div className={parts.row}>
        <ButtonLink to="/tenants/$id" params={{ id: tenant.slug }} look="primary">
          Open {tenant.slug}
        </ButtonLink>
        <ButtonLink to="/tenants/new" search={{}}>
          Onboard another tenant
        </ButtonLink>
      </div>
    </div>
  )
}
