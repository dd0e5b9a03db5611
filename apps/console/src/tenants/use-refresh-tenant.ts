import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import type { Schemas } from '../api/client.ts'

/** Reloads what is shown of tenants, their operations and the audit trail. */
export function useRefreshTenant() {
  const queryClient = useQueryClient()
  return useCallback(async () => {
    const keys = ['tenants', 'operations', 'audit']
    await Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
  }, [queryClient])
}

/** Reloads a tenant when its latest operation changes: the operation may end before it is followed. */
export function useAsOfOperation(latest: Schemas['Operation'] | undefined): void {
  const queryClient = useQueryClient()
  const seen = latest && `${latest.id} ${latest.state}`
  useEffect(() => {
    if (seen === undefined) return
    for (const key of ['tenants', 'audit']) {
      void queryClient.invalidateQueries({ queryKey: [key] })
    }
  }, [seen, queryClient])
}
