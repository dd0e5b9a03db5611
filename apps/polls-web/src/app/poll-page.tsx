import { hasStatus } from '@mt/web/api/problem.ts'
import layout from '@mt/web/frame/layout.module.css'
import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Schemas } from '../api/client.ts'
import { meQuery, pollQuery } from '../api/queries.ts'
import { useTitle } from '../parts/use-title.ts'
import { NotFound } from '../site/not-found.tsx'
import { Ballot } from './ballot.tsx'
import { OwnerActions } from './owner-actions.tsx'
import styles from './poll-page.module.css'
import { SharePoll } from './share-poll.tsx'
import { isClosed } from './votes.ts'

const route = getRouteApi('/signed-in/app/polls/$pollId')

/** One poll: to vote on, to watch, to share. */
export function PollPage() {
  const { pollId } = route.useParams()
  const { data: poll, error, refetch } = useQuery(pollQuery(pollId))
  useTitle(poll?.question ?? 'Poll')
  if (hasStatus(error, 404)) return <NotFound />
  return (
    <main id="main" tabIndex={-1} className={`${layout.main} ${layout.narrow}`}>
      {poll ? (
        <Poll key={poll.id} poll={poll} />
      ) : error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="Loading the poll" />
      )}
    </main>
  )
}

function Poll({ poll }: { poll: Schemas['Poll'] }) {
  const { data: me } = useSuspenseQuery(meQuery)
  const mayChange = me.role === 'admin' || me.id === poll.created_by.id
  return (
    <>
      <header className={styles.head}>
        <h1 className={styles.question}>{poll.question}</h1>
        <p className="quiet small">
          Created by {poll.created_by.username}, <When at={poll.pub_date} />
          {poll.closes_at && (
            <>
              {' · '}
              {isClosed(poll) ? 'closed' : 'closes'} <When at={poll.closes_at} />
            </>
          )}
        </p>
      </header>
      <Ballot poll={poll} />
      <SharePoll question={poll.question} />
      {mayChange && <OwnerActions poll={poll} />}
    </>
  )
}
