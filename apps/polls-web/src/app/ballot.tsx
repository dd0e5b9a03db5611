import { Button } from '@mt/web/parts/button.tsx'
import { Empty } from '@mt/web/parts/notes.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { ownVoteQuery } from '../api/queries.ts'
import styles from './ballot.module.css'
import { ChoiceBar } from './choice-bar.tsx'
import { type Liveness, useLiveResults } from './use-live-results.ts'
import { useVote } from './use-vote.ts'
import { counted } from './votes.ts'

/** The choices with their results, and the user's vote, cast or still to be cast. */
export function Ballot({ poll }: { poll: Schemas['Poll'] }) {
  const { results, liveness } = useLiveResults(poll.id)
  const { data: own } = useQuery(ownVoteQuery(poll.id))
  const { mutateAsync, error } = useVote(poll.id)
  const [chosen, setChosen] = useState<string>()
  const choices = results?.choices ?? poll.choices
  const total = choices.reduce((sum, { votes }) => sum + votes, 0)
  const mayVote = own?.vote === null && liveness !== 'closed'
  const submit = async () => chosen && mutateAsync(chosen)
  if (choices.length === 0) return <Empty title="This poll has no choices yet" />
  return (
    <ProblemForm className={styles.ballot} error={error} labels={{}} onSubmit={submit}>
      <fieldset className={styles.choices}>
        <legend className="visually-hidden">{mayVote ? 'Your vote' : 'Results'}</legend>
        {choices.map((choice) => (
          <ChoiceBar
            key={choice.id}
            choice={choice}
            total={total}
            isOwn={own?.vote?.choice === choice.id}
            {...(mayVote && { isChosen: chosen === choice.id, onChoose: setChosen })}
          />
        ))}
      </fieldset>
      <div className={styles.foot}>
        {mayVote && (
          <Button type="submit" look="primary" disabled={!chosen}>
            Vote
          </Button>
        )}
        <p className={styles.total} role="status">
          {counted(total, 'vote')}
        </p>
        <LivenessMark liveness={liveness} />
      </div>
    </ProblemForm>
  )
}

const labels: Record<Liveness, string> = { live: 'Live', asking: 'Connecting', closed: 'Closed' }

function LivenessMark({ liveness }: { liveness: Liveness }) {
  return (
    <p className={styles.liveness} data-liveness={liveness}>
      {labels[liveness]}
    </p>
  )
}
