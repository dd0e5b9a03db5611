import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Schemas } from '../api/client.ts'
import { type RunKind, runQuery } from '../api/run-queries.ts'
import { askEveryMs, useFollowed } from '../api/use-followed.ts'
import { useTitle } from '../frame/use-title.ts'
import { RunProgress } from './run-progress.tsx'
import { RunResults } from './run-results.tsx'

type Run = Schemas['FleetRun']

export const MigrationPage = () => <RunPage kind="migrations" title="Migration" />
export const DriftPage = () => <RunPage kind="drift" title="Look at drift" />

/** A run over the fleet, as it goes. */
function RunPage({ kind, title }: { kind: RunKind; title: string }) {
  useTitle(title)
  const { id = '' } = useParams({ strict: false })
  const known = useRun(kind, id)
  return (
    <>
      <h1>{title}</h1>
      {known.data ? (
        <>
          <RunProgress kind={kind} run={known.data} />
          <RunResults kind={kind} run={known.data} />
        </>
      ) : known.error ? (
        <ProblemNote error={known.error} onRetry={() => void known.refetch()} />
      ) : (
        <Loading />
      )}
    </>
  )
}

function useRun(kind: RunKind, id: string) {
  const queryClient = useQueryClient()
  const query = runQuery(kind, id)
  const known = useQuery({ ...query, staleTime: Number.POSITIVE_INFINITY })
  const goesOn = known.data !== undefined && known.data.finishedAt === null
  const isTold = useFollowed<Run>({
    url: goesOn ? `/v1/${kind}/${id}/events` : undefined,
    event: 'progress',
    queryKey: query.queryKey,
    hasEnded: ({ finishedAt }) => finishedAt !== null,
    onEnd: () => void queryClient.invalidateQueries({ queryKey: ['runs', kind, id, 'results'] }),
  })
  useQuery({ ...query, refetchInterval: goesOn && !isTold && askEveryMs })
  return known
}
