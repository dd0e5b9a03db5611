import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { resultsQuery } from '../api/queries.ts'

/** How often results are asked for where none are told. */
const askEveryMs = 5_000

/** `live`: each change is told. `asking`: the page looks now and then. `closed`: nothing changes any more. */
export type Liveness = 'live' | 'asking' | 'closed'

/** How a poll stands, followed for as long as somebody looks at it. */
export function useLiveResults(pollId: string) {
  const queryClient = useQueryClient()
  const [liveness, setLiveness] = useState<Liveness>('asking')
  useEffect(() => {
    const stream = new EventSource(`/polls/${pollId}/results/stream`)
    stream.addEventListener('open', () => setLiveness('live'))
    stream.addEventListener('error', () => setLiveness('asking')) // it connects again by itself
    stream.addEventListener('results', ({ data }: MessageEvent<string>) => {
      const results: Schemas['Results'] = JSON.parse(data)
      queryClient.setQueryData(resultsQuery(pollId).queryKey, results)
      setLiveness(results.closed ? 'closed' : 'live')
      if (results.closed) stream.close()
    })
    return () => stream.close()
  }, [pollId, queryClient])
  const { data, error } = useQuery({
    ...resultsQuery(pollId),
    refetchInterval: liveness === 'asking' && askEveryMs,
  })
  return { results: data, error, liveness }
}
