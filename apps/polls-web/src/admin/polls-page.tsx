import { take } from '@mt/web/api/take.ts'
import type { Column } from '@mt/web/parts/data-table.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { AdminRows } from '../api/admin-queries.ts'
import { api } from '../api/client.ts'
import { DeleteRow } from './delete-row.tsx'
import { ListPage } from './list-page.tsx'

const route = getRouteApi('/signed-in/admin/polls')

const columns: Column<AdminRows['polls']>[] = [
  {
    title: 'Question',
    sort: 'question',
    cell: ({ id, question }) => (
      <Link to="/app/polls/$pollId" params={{ pollId: id }}>
        {question}
      </Link>
    ),
  },
  { title: 'By', sort: 'created_by', cell: (poll) => poll.created_by },
  { title: 'Asked', cell: (poll) => <When at={poll.pub_date} /> },
  { title: 'Closes', cell: (poll) => (poll.closes_at ? <When at={poll.closes_at} /> : '–') },
  {
    title: 'Votes',
    sort: 'votes',
    isNumber: true,
    cell: ({ id, votes }) => (
      <Link to="/admin/votes" search={{ poll: id }}>
        {votes}
      </Link>
    ),
  },
  {
    title: 'Actions',
    isActions: true,
    cell: ({ id, question }) => (
      <DeleteRow
        what={`“${question}”`}
        remove={() => take(api.DELETE('/admin/api/polls/{id}', { params: { path: { id } } }))}
      >
        “{question}” will be deleted with its choices and votes. This cannot be undone.
      </DeleteRow>
    ),
  },
]

export function AdminPollsPage() {
  return (
    <ListPage
      list="polls"
      title="Polls"
      searchLabel="Search questions"
      view={route.useSearch()}
      columns={columns}
    />
  )
}
