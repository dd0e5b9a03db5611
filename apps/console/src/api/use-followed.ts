import {
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

interface Followed<Thing, Key extends QueryKey> {
  /** How the pages ask for it, and what they know it by. */
  query: UseQueryOptions<Thing, Error, Thing, Key> & { queryKey: Key }
  /** Where its changes are sent while it goes on, and as which event. */
  url: string
  event: string
  isUnderWay(thing: Thing): boolean
  /** Called once when it has ended while somebody looked, however that became known. */
  onEnd?: (() => void) | undefined
}

/** How often a thing is asked for while its changes are not sent. */
export const askEveryMs = 2_000

/** A thing as it is now: until it has ended its changes are sent by the service, or asked for. */
export function useFollowed<Thing, Key extends QueryKey>(
  followed: Followed<Thing, Key>,
): UseQueryResult<Thing> {
  const { query, url, event, isUnderWay, onEnd } = followed
  const queryClient = useQueryClient()
  const [isSent, setSent] = useState(false)
  const known = useQuery({
    ...query,
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isUnderWay(data) && !isSent && askEveryMs,
  })
  const goesOn = known.data !== undefined && isUnderWay(known.data)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the URL names what is followed.
  useEffect(() => {
    if (!goesOn) return
    const stream = new EventSource(url)
    stream.addEventListener('open', () => setSent(true))
    stream.addEventListener('error', () => setSent(false)) // it connects again by itself
    stream.addEventListener(event, ({ data }: MessageEvent<string>) => {
      queryClient.setQueryData<Thing>(query.queryKey, JSON.parse(data))
    })
    return () => {
      stream.close()
      setSent(false)
    }
  }, [goesOn, url, event, queryClient])
  useEnd({ name: url, goesOn, hasEnded: known.data !== undefined && !goesOn, onEnd })
  return known
}

interface Course {
  name: string
  goesOn: boolean
  hasEnded: boolean
  onEnd: (() => void) | undefined
}

/** Calls back when what was seen going on has ended. */
function useEnd({ name, goesOn, hasEnded, onEnd }: Course): void {
  const seen = useRef<string>(undefined)
  useEffect(() => {
    if (goesOn) seen.current = name
    if (!hasEnded || seen.current !== name) return
    seen.current = undefined
    onEnd?.()
  }, [name, goesOn, hasEnded, onEnd])
}
