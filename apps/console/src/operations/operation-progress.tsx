import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { operationQuery } from '../api/queries.ts'
import { askEveryMs, useFollowed } from '../api/use-followed.ts'
import { Meter } from '../parts/meter.tsx'
import parts from '../parts/parts.module.css'
import { StateTag } from '../parts/state-tag.tsx'
import { OperationActions } from './operation-actions.tsx'
import { Steps } from './steps.tsx'

type Operation = Schemas['Operation']

/** Whether something more will happen by itself. */
export function isUnderWay({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'pending' || state === 'running'
}

/** An operation and its steps, as they go on. */
export function OperationProgress({ id, onEnd }: { id: string; onEnd?(): void }) {
  const known = useQuery({ ...operationQuery(id), staleTime: Number.POSITIVE_INFINITY })
  const goesOn = known.data !== undefined && isUnderWay(known.data)
  const isTold = useFollowed<Operation>({
    url: goesOn ? `/v1/operations/${id}/events` : undefined,
    event: 'operation',
    queryKey: operationQuery(id).queryKey,
    hasEnded: (operation) => !isUnderWay(operation),
    ...(onEnd && { onEnd }),
  })
  useQuery({ ...operationQuery(id), refetchInterval: goesOn && !isTold && askEveryMs })
  if (known.data) return <Progress operation={known.data} />
  if (known.error) return <ProblemNote error={known.error} onRetry={() => void known.refetch()} />
  return <Loading what="Looking for the operation" />
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
