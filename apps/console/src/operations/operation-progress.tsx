import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import type { Schemas } from '../api/client.ts'
import { operationQuery } from '../api/queries.ts'
import { useFollowed } from '../api/use-followed.ts'
import { Meter } from '../parts/meter.tsx'
import parts from '../parts/parts.module.css'
import { StateTag } from '../parts/state-tag.tsx'
import { OperationActions } from './operation-actions.tsx'
import { Steps } from './steps.tsx'

type Operation = Schemas['Operation']

/** Whether the operation has not ended yet. */
export function isInProgress({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'pending' || state === 'running'
}

/** Shows an operation and its steps, with their progress. */
export function OperationProgress({ id, onEnd }: { id: string; onEnd?(): void }) {
  const known = useFollowed({
    query: operationQuery(id),
    url: `/v1/operations/${id}/events`,
    event: 'operation',
    isInProgress,
    onEnd,
  })
  if (known.data) return <Progress operation={known.data} />
  if (known.error) return <ProblemNote error={known.error} onRetry={() => void known.refetch()} />
  return <Loading what="Loading the operation" />
}

function Progress({ operation }: { operation: Operation }) {
  const { kind, state, progress, error, steps } = operation
  return (
    <div className={parts.card}>
      <div className={parts.top}>
        <h2>
          {kind} <StateTag state={state} />
        </h2>
        <OperationActions operation={operation} />
      </div>
      <Meter label={`Steps of ${kind}`} {...progress} />
      {error && (
        <p role="alert" className={parts.bad}>
          {error}
        </p>
      )}
      <Steps steps={steps} />
    </div>
  )
}
