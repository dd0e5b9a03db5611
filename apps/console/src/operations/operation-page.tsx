import { When } from '@mt/web/parts/when.tsx'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { operationQuery, tenantQuery } from '../api/queries.ts'
import { useTitle } from '../frame/use-title.ts'
import { Facts } from '../parts/facts.tsx'
import parts from '../parts/parts.module.css'
import { OperationProgress } from './operation-progress.tsx'

const route = getRouteApi('/signed-in/operations/$id')

export function OperationPage() {
  useTitle('Operation')
  const { id } = route.useParams()
  const { data: operation } = useQuery(operationQuery(id))
  return (
    <>
      <h1>Operation</h1>
      <OperationProgress id={id} />
      {operation && (
        <Facts
          facts={[
            ['Tenant', <TenantLink key="tenant" id={operation.tenant} />],
            ['Started', <When key="started" at={operation.createdAt} />],
            ['Ended', operation.finishedAt ? <When key="end" at={operation.finishedAt} /> : '–'],
            ['Attempts', operation.attempts],
            [
              'ID',
              <span key="id" className={parts.mono}>
                {operation.id}
              </span>,
            ],
          ]}
        />
      )}
    </>
  )
}

function TenantLink({ id }: { id: string }) {
  const { data } = useQuery(tenantQuery(id))
  return (
    <Link to="/tenants/$id" params={{ id }}>
      {data?.tenant.slug ?? id}
    </Link>
  )
}
