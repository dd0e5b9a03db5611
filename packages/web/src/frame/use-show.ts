import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Changes the view of a list, in the page's URL. */
export function useShow<View extends object>(view: View) {
  const navigate = useNavigate()
  return useCallback(
    (change: Partial<Record<keyof View, string | undefined>>) => {
      const search = { ...view, ...change } as Record<string, unknown>
      void navigate({ to: '.', search: search as never, replace: true, resetScroll: false })
    },
    [navigate, view],
  )
}
