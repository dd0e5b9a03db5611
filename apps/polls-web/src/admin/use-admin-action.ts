import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { useQueryClient } from '@tanstack/react-query'

/** Does something as an admin, says so when it is done, and shows the lists as they are then. */
export function useAdminAction() {
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  return async <Result>(run: () => Promise<Result>, done: string): Promise<Result> => {
    const result = await run()
    announce(done)
    await Promise.all(
      ['admin', 'polls'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
    )
    return result
  }
}
