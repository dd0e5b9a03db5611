import { hasStatus } from '@mt/web/api/problem.ts'
import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Navigate } from '@tanstack/react-router'
import type { Schemas } from '../api/client.ts'
import { tenantQuery } from '../api/queries.ts'
import { useTitle } from '../frame/use-title.ts'
import { type Fact, Facts } from '../parts/facts.tsx'
import parts from '../parts/parts.module.css'
import { StateTag } from '../parts/state-tag.tsx'
import { ChangeTenant } from './change-tenant.tsx'
import { LifecycleActions } from './lifecycle-actions.tsx'
import { TenantAudit } from './tenant-audit.tsx'
import { TenantDomains } from './tenant-domains.tsx'
import { TenantHosts } from './tenant-hosts.tsx'
import { TenantOperations } from './tenant-operations.tsx'
import { TenantUsage } from './tenant-usage.tsx'

const route = getRouteApi('/signed-in/tenants/$id')

/** Everything that the control plane knows about a tenant, and the actions on it. */
export function TenantPage() {
  const { id } = route.useParams()
  useTitle(id)
  const { data, error, refetch } = useQuery(tenantQuery(id))
  const isGone = hasStatus(error, 404)
  // A purged tenant's slug is free again; it can only be found by its id.
  if (isGone && data && data.tenant.id !== id) {
    return <Navigate to="/tenants/$id" params={{ id: data.tenant.id }} replace />
  }
  if (isGone) return <NoTenant id={id} />
  if (data) return <KnownTenant {...data} />
  if (error) return <ProblemNote error={error} onRetry={() => void refetch()} />
  return <Loading />
}

function KnownTenant({ tenant, etag }: { tenant: Schemas['Tenant']; etag: string }) {
  return (
    <>
      <div className={parts.top}>
        <div>
          <h1>{tenant.name}</h1>
          <p className="quiet">
            <span className={parts.strong}>{tenant.slug}</span> <StateTag state={tenant.status} />
          </p>
        </div>
        <LifecycleActions tenant={tenant} etag={etag} />
      </div>
      {tenant.failureReason && <p className={parts.bad}>{tenant.failureReason}</p>}
      <Facts facts={factsOf(tenant)} />
      <TenantOperations tenant={tenant} />
      <TenantUsage tenant={tenant} />
      <TenantDomains tenant={tenant} etag={etag} />
      <ChangeTenant tenant={tenant} etag={etag} />
      <TenantAudit tenant={tenant} />
    </>
  )
}

function factsOf(tenant: Schemas['Tenant']): Fact[] {
  const { cluster, database, schema } = tenant.placement
  return [
    ['Model', tenant.isolation],
    [
      'Placement',
      <span key="placement" className={parts.mono}>{`${cluster}/${database}/${schema}`}</span>,
    ],
    ['Hosts', <TenantHosts key="hosts" hosts={tenant.hosts} />],
    ['Plan', tenant.plan],
    ['Table version', tenant.schemaVersion ?? 'none yet'],
    ['Epoch', tenant.epoch],
    ['Registry version', tenant.version],
    ['Onboarded', <When key="created" at={tenant.createdAt} />],
    ['Last changed', <When key="changed" at={tenant.updatedAt} />],
    ...(tenant.purgeAt
      ? [['Will be purged', <When key="purge" at={tenant.purgeAt} />] as const]
      : []),
    [
      'ID',
      <span key="id" className={parts.mono}>
        {tenant.id}
      </span>,
    ],
  ]
}

function NoTenant({ id }: { id: string }) {
  return (
    <>
      <h1>Tenant not found</h1>
      <p className="quiet">There is no tenant with the slug or ID {id}.</p>
    </>
  )
}
