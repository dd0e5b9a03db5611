import type { Column } from '@mt/web/parts/data-table.tsx'
import { type KnownList, PagedList } from '@mt/web/parts/paged-list.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { Link } from '@tanstack/react-router'
import type { Schemas } from '../api/client.ts'
import parts from '../parts/parts.module.css'

type Entry = Schemas['AuditEntry']

const columns: Column<Entry>[] = [
  { title: 'What', cell: ({ what }) => <span className={parts.strong}>{what}</span> },
  {
    title: 'Who',
    isWord: true,
    cell: ({ who, from }) => (
      <>
        {who} {from && <span className={`quiet small ${parts.under}`}>from {from}</span>}
      </>
    ),
  },
  { title: 'When', cell: ({ at }) => <When at={at} /> },
  { title: 'Before', cell: ({ before }) => <JsonText value={before} /> },
  { title: 'After', cell: ({ after }) => <JsonText value={after} /> },
]

const tenantColumn: Column<Entry> = {
  title: 'Tenant',
  cell: ({ tenant, slug }) =>
    tenant && (
      <Link to="/tenants/$id" params={{ id: tenant }}>
        {slug}
      </Link>
    ),
}

interface AuditListProps {
  list: KnownList<Entry>
  /** Hides the column of tenants if all entries are about one. */
  hideTenant?: boolean
}

export function AuditList({ list, hideTenant }: AuditListProps) {
  const shown = hideTenant ? columns : [...columns.slice(0, 1), tenantColumn, ...columns.slice(1)]
  return <PagedList list={list} caption="Audit" columns={shown} empty="No entries" />
}

function JsonText({ value }: { value: unknown }) {
  return value == null ? '–' : <span className={parts.mono}>{JSON.stringify(value)}</span>
}
