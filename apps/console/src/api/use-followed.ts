import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

interface Followed<Thing> {
  /** Where its changes are told; nothing is followed without it. */
  url: string | undefined
  event: string
  /** What the pages know it by. */
  queryKey: QueryKey
  hasEnded(thing: Thing): boolean
  /** Told once, when it has ended while somebody looked. */
  onEnd?(): void
}

/** How often a thing is asked for while nobody tells of it. */
export const askEveryMs = 2_000

/** Keeps what the pages know of a thing up to date, as the service tells of it, until it has ended. Answers whether it is told. */
export function useFollowed<Thing>(followed: Followed<Thing>): boolean {
  const { url, event, queryKey, hasEnded, onEnd } = followed
  const queryClient = useQueryClient()
  const [isTold, setTold] = useState(false)
  const key = JSON.stringify(queryKey)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is followed is named by its URL.
  useEffect(() => {
    if (!url) return
    const stream = new EventSource(url)
    stream.addEventListener('open', () => setTold(true))
    stream.addEventListener('error', () => setTold(false)) // it connects again by itself
    stream.addEventListener(event, ({ data }: MessageEvent<string>) => {
      const thing = JSON.parse(data) as Thing
      queryClient.setQueryData(queryKey, thing)
      if (!hasEnded(thing)) return
      stream.close()
      onEnd?.()
    })
    return () => stream.close()
  }, [url, event, key, queryClient])
  return isTold
}
