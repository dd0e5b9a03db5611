import { useInfiniteQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { operationsQuery } from '../api/queries.ts'
import { askEveryMs } from '../api/use-followed.ts'
import { isUnderWay } from '../operations/operation-progress.tsx'

/** What was done to a tenant, newest first, and the latest of it; asked for again until that has ended. */
export function useOperationsOf({ id }: Schemas['Tenant']) {
  const list = useInfiniteQuery({
    ...operationsQuery({ tenant: id, limit: 5 }),
    refetchInterval({ state }) {
      const latest = state.data?.pages[0]?.results[0]
      return latest !== undefined && isUnderWay(latest) && askEveryMs
    },
  })
  return { list, latest: list.data?.pages[0]?.results[0] }
}
