import { infiniteQueryOptions } from '@tanstack/react-query'

export interface Page<Row> {
  results: Row[]
  next: string | null
}

/** Where a page begins. To the client, an absent cursor and an undefined one differ. */
type From = { cursor?: string }

/** A list that is loaded page by page. */
export function listQuery<Row>(
  key: readonly unknown[],
  read: (from: From, signal: AbortSignal) => Promise<Page<Row>>,
) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam ? { cursor: pageParam } : {}, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}
