import { take } from '@mt/web/api/take.ts'
import type { Column } from '@mt/web/parts/data-table.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { AdminRows } from '../api/admin-queries.ts'
import { api } from '../api/client.ts'
import { DeleteRow } from './delete-row.tsx'
import { ListPage } from './list-page.tsx'

const route = getRouteApi('/signed-in/admin/votes')

const columns: Column<AdminRows['votes']>[] = [
  { title: 'Voter', sort: 'voted_by', cell: (vote) => vote.voted_by },
  { title: 'Choice', sort: 'choice_text', cell: (vote) => vote.choice_text },
  {
    title: 'Poll',
    sort: 'question',
    cell: ({ poll, question }) => (
      <Link to="/app/polls/$pollId" params={{ pollId: poll }}>
        {question}
      </Link>
    ),
  },
  { title: 'When', cell: (vote) => <When at={vote.at} /> },
  {
    title: 'Actions',
    isActions: true,
    cell: ({ id, voted_by, choice_text }) => (
      <DeleteRow
        what={`the vote of ${voted_by} for “${choice_text}”`}
        remove={() => take(api.DELETE('/admin/api/votes/{id}', { params: { path: { id } } }))}
      >
        The vote of {voted_by} for “{choice_text}” will be deleted. {voted_by} can vote again.
      </DeleteRow>
    ),
  },
]

export function VotesPage() {
  return (
    <ListPage
      list="votes"
      title="Votes"
      searchLabel="Search voters"
      view={route.useSearch()}
      columns={columns}
    />
  )
}
