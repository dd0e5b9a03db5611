import layout from '@mt/web/frame/layout.module.css'
import { ButtonLink } from '@mt/web/parts/button.tsx'
import { Empty } from '@mt/web/parts/notes.tsx'
import { Paged } from '@mt/web/parts/paged-list.tsx'
import { SearchField } from '@mt/web/parts/search-field.tsx'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { pollsQuery } from '../api/queries.ts'
import { useTitle } from '../parts/use-title.ts'
import { PollCard } from './poll-card.tsx'
import styles from './polls-page.module.css'

const route = getRouteApi('/signed-in/app')

/** The tenant's polls, newest first. */
export function PollsPage() {
  const { q = '' } = route.useSearch()
  const navigate = route.useNavigate()
  useTitle('Polls')
  const search = (text: string) =>
    void navigate({ search: text ? { q: text } : {}, replace: true, resetScroll: false })
  return (
    <main id="main" tabIndex={-1} className={`${layout.main} ${layout.narrow}`}>
      <div className={styles.top}>
        <h1>Polls</h1>
        <SearchField label="Search polls" value={q} onSearch={search} />
      </div>
      <PollList q={useDeferredValue(q)} />
    </main>
  )
}

function PollList({ q }: { q: string }) {
  return (
    <Paged list={useInfiniteQuery(pollsQuery(q))} loading="Loading polls" empty={<NoPolls q={q} />}>
      {(polls) => (
        <ul className={styles.polls}>
          {polls.map((poll) => (
            <PollCard key={poll.id} poll={poll} />
          ))}
        </ul>
      )}
    </Paged>
  )
}

function NoPolls({ q }: { q: string }) {
  if (q) return <Empty title={`No poll matches “${q}”`}>Try another search.</Empty>
  return (
    <Empty title="No polls yet">
      <ButtonLink to="/app/polls/new" look="primary">
        Create the first poll
      </ButtonLink>
    </Empty>
  )
}
