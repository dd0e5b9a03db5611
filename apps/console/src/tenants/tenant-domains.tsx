import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { Confirm } from '@mt/web/parts/confirm.tsx'
import { type Column, DataTable } from '@mt/web/parts/data-table.tsx'
import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { When } from '@mt/web/parts/when.tsx'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Schemas } from '../api/client.ts'
import { domainsQuery } from '../api/queries.ts'
import { useMay } from '../frame/use-may.ts'
import parts from '../parts/parts.module.css'
import { Section } from '../parts/section.tsx'
import { StateTag } from '../parts/state-tag.tsx'
import { CheckDomain, DomainProof } from './domain-proof.tsx'
import { useRefreshTenant } from './use-refresh-tenant.ts'

type Tenant = Schemas['Tenant']
type Domain = Schemas['Domain'] & { id: string }

/** The hosts of a tenant, including those that redirect to it, and the records of domains to prove. */
export function TenantDomains({ tenant, etag }: { tenant: Tenant; etag: string }) {
  const { data, error, refetch } = useQuery(domainsQuery(tenant.id))
  // A pending domain does not change the tenant's ETag.
  const [added, setAdded] = useState(0)
  const may = useMay()
  const isChangeable = may('operate') && tenant.status !== 'purged'
  return (
    <Section title="Domains">
      {data ? (
        <DataTable
          caption="Domains"
          rows={data.results.map((domain) => ({ ...domain, id: domain.host }))}
          columns={isChangeable ? [...columns, removal(tenant)] : columns}
          sort={undefined}
          onSort={() => {}}
        />
      ) : error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
      {data?.results.map((domain) => (
        <DomainProof key={domain.host} domain={domain}>
          {isChangeable && <CheckDomain tenant={tenant} host={domain.host} />}
        </DomainProof>
      ))}
      {isChangeable && (
        <AddDomain
          key={`${etag} ${added}`}
          tenant={tenant}
          onAdded={() => setAdded((before) => before + 1)}
        />
      )}
    </Section>
  )
}

const columns: Column<Domain>[] = [
  { title: 'Host', cell: ({ host }) => host },
  { title: 'Kind', cell: ({ kind }) => kind },
  {
    title: 'State',
    isWord: true,
    cell: ({ state }) => (state ? <StateTag state={state} /> : '–'),
  },
  { title: 'Expires', cell: ({ expiresAt }) => (expiresAt ? <When at={expiresAt} /> : '–') },
]

function removal(tenant: Tenant): Column<Domain> {
  return {
    title: 'Actions',
    isActions: true,
    cell: ({ host, kind }) => kind !== 'slug' && <RemoveDomain tenant={tenant} host={host} />,
  }
}

function RemoveDomain({ tenant, host }: { tenant: Tenant; host: string }) {
  const refresh = useRefreshTenant()
  const params = { path: { id: tenant.id, host } }
  return (
    <Confirm
      trigger={
        <Button look="bare" aria-label={`Remove ${host}`}>
          Remove
        </Button>
      }
      title={`Remove ${host}?`}
      action="Remove"
      onConfirm={() =>
        take(api.DELETE('/v1/tenants/{id}/domains/{host}', { params })).then(refresh)
      }
    >
      {tenant.slug} is no longer served at this host, and other tenants may take it.
    </Confirm>
  )
}

const labels = { host: 'The host' }

function AddDomain({ tenant, onAdded }: { tenant: Tenant; onAdded(): void }) {
  const refresh = useRefreshTenant()
  const params = { path: { id: tenant.id } }
  const { mutateAsync, error } = useMutation({
    mutationFn: (host: string) =>
      take(api.POST('/v1/tenants/{id}/domains', { params, body: { host } })),
    async onSuccess() {
      await refresh()
      onAdded()
    },
  })
  return (
    <ProblemForm
      className={parts.form}
      error={error}
      labels={labels}
      onSubmit={(values) => mutateAsync(textOf(values, 'host').trim())}
    >
      <TextField
        name="host"
        label="Additional host"
        hint="It is served once its DNS record proves that it is the tenant’s"
        placeholder="www.example.org"
        required
      />
      <div>
        <Button type="submit">Add host</Button>
      </div>
    </ProblemForm>
  )
}
