import type { Column } from '@mt/web/parts/data-table.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { getRouteApi } from '@tanstack/react-router'
import type { AdminRows } from '../api/admin-queries.ts'
import { ListPage } from './list-page.tsx'

const route = getRouteApi('/signed-in/admin/log')

const columns: Column<AdminRows['log']>[] = [
  { title: 'What', cell: ({ action }) => label(action) },
  { title: 'Details', cell: ({ details }) => detailsOf(details) },
  { title: 'By', cell: ({ actor }) => actor },
  { title: 'When', cell: ({ at }) => <When at={at} /> },
]

/** The log of the admins' actions. */
export function LogPage() {
  return (
    <ListPage
      list="log"
      title="Actions of the admins"
      searchLabel="Search actors and actions"
      view={route.useSearch()}
      columns={columns}
    />
  )
}

/** `user.sessions_ended` as "User: sessions ended". */
function label(action: string): string {
  const [subject = '', verb = ''] = action.replaceAll('_', ' ').split('.')
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}: ${verb}`
}

function detailsOf(details: Record<string, unknown>): string {
  const entries = Object.entries(details).map(([name, value]) => {
    return `${name.replaceAll('_', ' ')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`
  })
  return entries.join(', ') || '–'
}
