import { useInfiniteQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { operationsQuery } from '../api/queries.ts'
import { pollIntervalMs } from '../api/use-followed.ts'
import { isInProgress } from '../operations/operation-progress.tsx'

/** A tenant's operations, newest first. They are polled until the latest one has ended. */
export function useOperationsOf({ id }: Schemas['Tenant']) {
  const list = useInfiniteQuery({
    ...operationsQuery({ tenant: id, limit: 5 }),
    refetchInterval({ state }) {
      const latest = state.data?.pages[0]?.results[0]
      return latest !== undefined && isInProgress(latest) && pollIntervalMs
    },
  })
  return { list, latest: list.data?.pages[0]?.results[0] }
}
