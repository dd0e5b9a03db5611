import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { resultsQuery } from '../api/queries.ts'

/** How often results are polled while there is no stream. */
const pollEveryMs = 5_000

/** `live`: changes are streamed. `asking`: the page polls. `closed`: nothing changes any more. */
export type Liveness = 'live' | 'asking' | 'closed'

/** The results of a poll, followed as long as the component is mounted. */
export function useLiveResults(pollId: string) {
  const queryClient = useQueryClient()
  const [liveness, setLiveness] = useState<Liveness>('asking')
  useEffect(() => {
    const stream = new EventSource(`/polls/${pollId}/results/stream`)
    stream.addEventListener('open', () => setLiveness('live'))
    stream.addEventListener('error', () => setLiveness('asking')) // EventSource reconnects automatically
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
    refetchInterval: liveness === 'asking' && pollEveryMs,
  })
  return { results: data, error, liveness }
}
