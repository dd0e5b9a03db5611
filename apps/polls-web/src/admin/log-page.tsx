import type { Column } from '@mt/web/parts/data-table.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { getRouteApi } from '@tanstack/react-router'
import type { AdminRows } from '../api/admin-queries.ts'
import { ListPage } from './list-page.tsx'

const route = getRouteApi('/signed-in/admin/log')

const columns: Column<AdminRows['log']>[] = [
  { title: 'What', cell: ({ action }) => said(action) },
  { title: 'Details', cell: ({ details }) => detailsOf(details) },
  { title: 'By', cell: ({ actor }) => actor },
  { title: 'When', cell: ({ at }) => <When at={at} /> },
]

/** What the tenant's admins did. */
export function LogPage() {
  return (
    <ListPage
      list="log"
      title="What the admins did"
      searchLabel="Search actors and actions"
      view={route.useSearch()}
      columns={columns}
    />
  )
}

/** `user.sessions_ended` as "User: sessions ended". */
function said(action: string): string {
  const [subject = '', deed = ''] = action.replaceAll('_', ' ').split('.')
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}: ${deed}`
}

function detailsOf(details: Record<string, unknown>): string {
  const told = Object.entries(details).map(([name, value]) => {
    return `${name.replaceAll('_', ' ')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`
  })
  return told.join(', ') || '–'
}
