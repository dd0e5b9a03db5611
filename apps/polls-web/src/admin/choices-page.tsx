import { take } from '@mt/web/api/take.ts'
import type { Column } from '@mt/web/parts/data-table.tsx'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { AdminRows } from '../api/admin-queries.ts'
import { api } from '../api/client.ts'
import { DeleteRow } from './delete-row.tsx'
import { EditChoice } from './edit-choice.tsx'
import { ListPage } from './list-page.tsx'

const route = getRouteApi('/signed-in/admin/choices')

const columns: Column<AdminRows['choices']>[] = [
  { title: 'Choice', sort: 'choice_text', cell: (choice) => choice.choice_text },
  {
    title: 'Poll',
    sort: 'question',
    cell: ({ poll, question }) => (
      <Link to="/app/polls/$pollId" params={{ pollId: poll }}>
        {question}
      </Link>
    ),
  },
  { title: 'Votes', sort: 'votes', isNumber: true, cell: ({ votes }) => votes },
  {
    title: 'Actions',
    isActions: true,
    cell: (choice) => (
      <>
        <EditChoice choice={choice} />
        <DeleteRow
          what={`“${choice.choice_text}”`}
          remove={() =>
            take(api.DELETE('/admin/api/choices/{id}', { params: { path: { id: choice.id } } }))
          }
        >
          “{choice.choice_text}” will be deleted with its votes. This cannot be undone.
        </DeleteRow>
      </>
    ),
  },
]

export function ChoicesPage() {
  return (
    <ListPage
      list="choices"
      title="Choices"
      searchLabel="Search choices"
      view={route.useSearch()}
      columns={columns}
    />
  )
}
