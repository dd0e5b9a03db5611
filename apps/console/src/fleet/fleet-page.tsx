import { useShow } from '@mt/web/frame/use-show.ts'
import { ButtonLink } from '@mt/web/parts/button.tsx'
import type { Column } from '@mt/web/parts/data-table.tsx'
import { Empty } from '@mt/web/parts/notes.tsx'
import { PagedList } from '@mt/web/parts/paged-list.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import type { Schemas } from '../api/client.ts'
import { type TenantsView, tenantsQuery } from '../api/queries.ts'
import { useTitle } from '../frame/use-title.ts'
import parts from '../parts/parts.module.css'
import { StateTag } from '../parts/state-tag.tsx'
import { FleetCounts } from './fleet-counts.tsx'
import { FleetFilters } from './fleet-filters.tsx'

const route = getRouteApi('/signed-in/')
const numbers = new Intl.NumberFormat('en')

const columns: Column<Schemas['ListedTenant']>[] = [
  {
    title: 'Tenant',
    sort: 'slug',
    isOneWay: true,
    cell: ({ id, slug, name, status }) => (
      <>
        <Link
          to="/tenants/$id"
          params={{ id: status === 'purged' ? id : slug }}
          className={parts.strong}
        >
          {slug}
        </Link>
        <span className="quiet"> {name}</span>
      </>
    ),
  },
  { title: 'Status', cell: ({ status }) => <StateTag state={status} /> },
  { title: 'Model', isWord: true, cell: ({ isolation }) => isolation },
  { title: 'Plan', isWord: true, cell: ({ plan }) => plan },
  { title: 'Tables', cell: ({ schemaVersion }) => schemaVersion ?? '–' },
  {
    title: 'Requests, 30 days',
    isNumber: true,
    cell: ({ requests }) => numbers.format(requests),
  },
  {
    title: 'Onboarded',
    sort: 'oldest',
    isOneWay: true,
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
]

/** All tenants: their numbers, and a list that the API searches, filters, sorts and pages. */
export function FleetPage() {
  useTitle('Tenants')
  const view = route.useSearch()
  const show = useShow(view)
  return (
    <>
      <div className={parts.top}>
        <h1>Tenants</h1>
        <FleetFilters view={view} onShow={show} />
      </div>
      <FleetCounts view={view} />
      <Rows view={useDeferredValue(view)} onSort={(sort) => show({ sort })} />
    </>
  )
}

function Rows({ view, onSort }: { view: TenantsView; onSort(sort: string | undefined): void }) {
  const list = useInfiniteQuery(tenantsQuery(view))
  return (
    <PagedList
      list={list}
      caption="Tenants"
      columns={columns}
      sort={view.sort}
      onSort={onSort}
      empty={Object.keys(view).length > 0 ? 'No matching tenants' : <NoTenants />}
    />
  )
}

function NoTenants() {
  return (
    <Empty title="No tenants yet">
      <ButtonLink to="/tenants/new" look="primary">
        Onboard the first tenant
      </ButtonLink>
    </Empty>
  )
}
