import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type RunKind, runQuery } from '../api/run-queries.ts'
import { useFollowed } from '../api/use-followed.ts'
import { useTitle } from '../frame/use-title.ts'
import { RunProgress } from './run-progress.tsx'
import { RunResults } from './run-results.tsx'

export const MigrationPage = () => <RunPage kind="migrations" title="Migration" />
export const DriftPage = () => <RunPage kind="drift" title="Drift check" />

/** A run over the fleet, with its progress and results. */
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
  return useFollowed({
    query: runQuery(kind, id),
    url: `/v1/${kind}/${id}/events`,
    event: 'progress',
    isInProgress: ({ finishedAt }) => finishedAt === null,
    onEnd: () => void queryClient.invalidateQueries({ queryKey: ['runs', kind, id, 'results'] }),
  })
}
