import {
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

interface Followed<Thing, Key extends QueryKey> {
  /** The query that reads it, with its key in the query cache. */
  query: UseQueryOptions<Thing, Error, Thing, Key> & { queryKey: Key }
  /** The URL of its event stream. */
  url: string
  /** The name of the events that carry it. */
  event: string
  isInProgress(thing: Thing): boolean
  /** Called once if it ends while it is followed, whether the stream or a read shows that. */
  onEnd?: (() => void) | undefined
}

/** The interval of polling while there is no event stream. */
export const pollIntervalMs = 2_000

/** Reads a thing and keeps it up to date until it has ended, from its event stream or else by polling. */
export function useFollowed<Thing, Key extends QueryKey>(
  followed: Followed<Thing, Key>,
): UseQueryResult<Thing> {
  const { query, url, event, isInProgress, onEnd } = followed
  const queryClient = useQueryClient()
  const [isStreaming, setStreaming] = useState(false)
  const known = useQuery({
    ...query,
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isInProgress(data) && !isStreaming && pollIntervalMs,
  })
  const isOpen = known.data !== undefined && isInProgress(known.data)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the URL identifies what is followed.
  useEffect(() => {
    if (!isOpen) return
    const stream = new EventSource(url)
    stream.addEventListener('open', () => setStreaming(true))
    stream.addEventListener('error', () => setStreaming(false)) // EventSource reconnects automatically
    stream.addEventListener(event, ({ data }: MessageEvent<string>) => {
      queryClient.setQueryData<Thing>(query.queryKey, JSON.parse(data))
    })
    return () => {
      stream.close()
      setStreaming(false)
    }
  }, [isOpen, url, event, queryClient])
  useEnd({ name: url, isOpen, hasEnded: known.data !== undefined && !isOpen, onEnd })
  return known
}

interface Course {
  name: string
  isOpen: boolean
  hasEnded: boolean
  onEnd: (() => void) | undefined
}

/** Calls `onEnd` when a thing that was seen in progress has ended. */
function useEnd({ name, isOpen, hasEnded, onEnd }: Course): void {
  const seen = useRef<string>(undefined)
  useEffect(() => {
    if (isOpen) seen.current = name
    if (!hasEnded || seen.current !== name) return
    seen.current = undefined
    onEnd?.()
  }, [name, isOpen, hasEnded, onEnd])
}
