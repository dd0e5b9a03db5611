import type { Column } from '@mt/web/parts/data-table.tsx'
import { type KnownList, PagedList } from '@mt/web/parts/paged-list.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { Link } from '@tanstack/react-router'
import type { Schemas } from '../api/client.ts'
import parts from '../parts/parts.module.css'
import { StateTag } from '../parts/state-tag.tsx'

type Operation = Schemas['ListedOperation']

const columns: Column<Operation>[] = [
  {
    title: 'Operation',
    cell: ({ id, kind }) => (
      <Link to="/operations/$id" params={{ id }} className={parts.strong}>
        {kind}
      </Link>
    ),
  },
  { title: 'State', cell: ({ state }) => <StateTag state={state} /> },
  { title: 'Steps', cell: ({ progress }) => `${progress.done} of ${progress.of}` },
  { title: 'Attempts', isNumber: true, cell: ({ attempts }) => attempts },
  { title: 'Started', cell: ({ createdAt }) => <When at={createdAt} /> },
  { title: 'Error', cell: ({ error }) => error ?? '' },
]

const tenantColumn: Column<Operation> = {
  title: 'Tenant',
  cell: ({ tenant, slug }) => (
    <Link to="/tenants/$id" params={{ id: tenant }}>
      {slug}
    </Link>
  ),
}

interface OperationsListProps {
  list: KnownList<Operation>
  /** Hides the column of tenants if all operations belong to one. */
  hideTenant?: boolean
}

export function OperationsList({ list, hideTenant }: OperationsListProps) {
  const shown = hideTenant ? columns : [...columns.slice(0, 1), tenantColumn, ...columns.slice(1)]
  return (
    <PagedList list={list} caption="Operations" columns={shown} empty="No matching operations" />
  )
}
