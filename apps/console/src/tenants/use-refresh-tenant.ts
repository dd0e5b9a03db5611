import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import type { Schemas } from '../api/client.ts'

/** Shows tenants, what is done to them and what was, as they are now. */
export function useRefreshTenant() {
  const queryClient = useQueryClient()
  return useCallback(async () => {
    const keys = ['tenants', 'operations', 'audit']
    await Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
  }, [queryClient])
}

/** Shows a tenant anew when its latest operation is another one, or has gone on: it may end before anybody follows it. */
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
