import { Button } from '@mt/web/parts/button.tsx'
import { Empty } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { ownVoteQuery } from '../api/queries.ts'
import styles from './ballot.module.css'
import { ChoiceBar } from './choice-bar.tsx'
import { type Liveness, useLiveResults } from './use-live-results.ts'
import { useVote } from './use-vote.ts'
import { counted } from './votes.ts'

/** The choices, how each stands, and the vote of who looks: to be cast, or cast. */
export function Ballot({ poll }: { poll: Schemas['Poll'] }) {
  const { results, liveness } = useLiveResults(poll.id)
  const { data: own } = useQuery(ownVoteQuery(poll.id))
  const { mutate, isPending, error } = useVote(poll.id)
  const [chosen, setChosen] = useState<string>()
  const choices = results?.choices ?? poll.choices
  const total = choices.reduce((sum, { votes }) => sum + votes, 0)
  const mayVote = own?.vote === null && liveness !== 'closed'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen) mutate(chosen)
  }
  if (choices.length === 0) return <Empty title="There is nothing to choose from yet" />
  return (
    <form className={styles.ballot} onSubmit={submit}>
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
      {error ? <ProblemNote error={error} /> : null}
      <div className={styles.foot}>
        {mayVote && (
          <Button type="submit" look="primary" isBusy={isPending} disabled={!chosen}>
            Vote
          </Button>
        )}
        <p className={styles.total} role="status">
          {counted(total, 'vote')}
        </p>
        <LivenessMark liveness={liveness} />
      </div>
    </form>
  )
}

const said: Record<Liveness, string> = { live: 'Live', asking: 'Connecting', closed: 'Closed' }

function LivenessMark({ liveness }: { liveness: Liveness }) {
  return (
    <p className={styles.liveness} data-liveness={liveness}>
      {said[liveness]}
    </p>
  )
}
